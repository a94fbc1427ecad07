import type { ProbeResult } from '@meshprof/native';
import { type CapabilityName, missingCapabilities } from '../discovery/capabilities.ts';
import { confinementRequirements } from './confinement-requirements.ts';
import type { OwnRights } from './own-rights.ts';
import { requirement, type Requirement } from './requirement.ts';

/**
 * Whether this process, often one of a container, has the rights that profiling takes. Kernels and runtimes differ in what
 * they make of a right, so where the kernel was asked (`probes`), its answer decides and the rights only explain it.
 */
export function rightsRequirements(rights: OwnRights, probes: readonly ProbeResult[]): Requirement[] {
  return [
    privileges(rights),
    hostPids(rights),
    perfEvents(rights, probes),
    ...confinementRequirements(rights, probes),
    privateFiles(rights),
    replacedFiles(rights),
  ];
}

function privileges({ capabilities, isRoot }: OwnRights): Requirement {
  const missing = missingCapabilities(capabilities);
  const user = isRoot ? '' : ' of a container that runs as root';
  return requirement({
    id: 'privileges',
    title: 'may profile other processes',
    met: missing.length === 0,
    problem: 'this process lacks rights',
    remedy: `Run as root with ${missing.join(', ')}; in a pod, add ${inPod(missing)} to securityContext.capabilities${user}.`,
  });
}

/** Manifests and Compose files write capabilities without the kernel's prefix. */
function inPod(names: readonly CapabilityName[]): string {
  return names.map((name) => name.replace('CAP_', '')).join(', ');
}

/** BPF programs see the kernel's process ids; those of a namespace are other numbers. */
function hostPids({ hasHostPids }: OwnRights): Requirement {
  return requirement({
    id: 'host-pid',
    title: 'sees the processes of the whole machine',
    met: hasHostPids,
    problem: 'this container does not see the processes of the machine',
    remedy: 'Set hostPID: true in the pod (pid: host in Compose, --pid=host for Docker).',
  });
}

/** Debian's and Ubuntu's kernels know levels from 3 on, at which CAP_PERFMON no longer helps; elsewhere they are like 2. */
const LEVEL_FOR_ADMIN = 3;
/** What the probe was told by a kernel that refused, rather than by a filter of system calls. */
const REFUSED_BY_LEVEL = /Permission denied/;

function perfEvents(
  { capabilities, perfEventParanoid: level }: OwnRights,
  probes: readonly ProbeResult[]
): Requirement {
  const id = 'perf-event-paranoid';
  const title = 'perf events of other processes are allowed';
  const problem = 'perf events of other processes are not allowed';
  if (level === undefined) {
    const none = 'this kernel has no perf events';
    return requirement({ id, title, met: false, problem: none, remedy: 'Use a kernel with CONFIG_PERF_EVENTS=y.' });
  }
  const isAdmin = capabilities.has('CAP_SYS_ADMIN');
  const opened = probes.find((probe) => probe.id === 'perf-event-open');
  if (level >= LEVEL_FOR_ADMIN && !isAdmin && opened?.met !== true && REFUSED_BY_LEVEL.test(opened?.detail ?? '')) {
    const remedy =
      `Run \`sysctl -w kernel.perf_event_paranoid=2\` on the node, or add CAP_SYS_ADMIN (the component ` +
      `perf-event-paranoid of provisioning/kubernetes): it is ${level}, and this kernel then refuses CAP_PERFMON.`;
    return requirement({ id, title, met: false, problem, remedy });
  }
  return requirement({
    id,
    title,
    met: isAdmin || capabilities.has('CAP_PERFMON') || level < 0,
    problem,
    follows: ['privileges'],
    remedy: `Run as root or with CAP_PERFMON (kernel.perf_event_paranoid is ${level}).`,
  });
}

function privateFiles({ capabilities }: OwnRights): Requirement {
  return requirement({
    id: 'private-files',
    title: 'reads binaries that only their owner may read',
    met: capabilities.has('CAP_DAC_READ_SEARCH') || capabilities.has('CAP_DAC_OVERRIDE'),
    needed: false,
    remedy: 'Add CAP_DAC_READ_SEARCH; functions of such binaries stay unnamed otherwise.',
  });
}

function replacedFiles({ capabilities }: OwnRights): Requirement {
  return requirement({
    id: 'replaced-files',
    title: 'reads binaries that were replaced or deleted since they were started',
    met: capabilities.has('CAP_CHECKPOINT_RESTORE') || capabilities.has('CAP_SYS_ADMIN'),
    needed: false,
    remedy: 'Add CAP_CHECKPOINT_RESTORE; functions of such binaries stay unnamed otherwise.',
  });
}
