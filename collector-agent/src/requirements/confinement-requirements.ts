import type { ProbeResult } from '@meshprof/native';
import { type CapabilityName, missingCapabilities } from '../discovery/capabilities.ts';
import type { OwnRights } from './own-rights.ts';
import { requirement, type Requirement } from './requirement.ts';

/** What a container's runtime puts around a process, whatever its capabilities are. */
export function confinementRequirements(rights: OwnRights, probes: readonly ProbeResult[]): Requirement[] {
  return [appArmor(rights), seLinux(rights), seccomp(rights, probes)];
}

/** A profile of the node's own may allow it, so what was read counts more than the name. */
function appArmor({ securityLabel, readsFirstProcess }: OwnRights): Requirement {
  const [, profile = '', mode = ''] = /^(.*) \((\w+)\)$/.exec(securityLabel) ?? [];
  const isEnforced = ['enforce', 'kill'].includes(mode);
  return requirement({
    id: 'apparmor',
    title: 'AppArmor lets it look at other processes',
    met: !isEnforced || readsFirstProcess === true,
    remedy:
      `Set appArmorProfile.type: Unconfined in the pod's securityContext (apparmor=unconfined in Compose): ` +
      `the profile ${profile} is in force.`,
  });
}

/** `user:role:type:level`; the type is the domain. */
function seLinux({ securityLabel, readsFirstProcess }: OwnRights): Requirement {
  const domain = /^[^:]+:[^:]+:([^:]+)(?::|$)/.exec(securityLabel)?.[1];
  return requirement({
    id: 'selinux',
    title: 'SELinux lets it look at other processes',
    met: domain === undefined || readsFirstProcess !== false,
    remedy:
      `Set seLinuxOptions.type: spc_t in the pod's securityContext (the component selinux of ` +
      `provisioning/kubernetes): the domain ${domain} may look at its own processes only.`,
  });
}

/** Runtimes answer a system call that they filter with EPERM or ENOSYS; the kernel itself would not, given the capabilities. */
const FILTERED = /Operation not permitted|Function not implemented/;
const FILTERED_CALLS: readonly { call: string; probe: string; takes: readonly CapabilityName[] }[] = [
  // Programs that trace take both.
  { call: 'bpf', probe: 'bpf-load', takes: ['CAP_BPF', 'CAP_PERFMON'] },
  { call: 'perf_event_open', probe: 'perf-event-open', takes: ['CAP_PERFMON'] },
];

function seccomp({ hasSeccompFilter, capabilities }: OwnRights, probes: readonly ProbeResult[]): Requirement {
  const missing = missingCapabilities(capabilities);
  const filtered = FILTERED_CALLS.filter(({ probe, takes }) => {
    const found = probes.find(({ id }) => id === probe);
    return !takes.some((name) => missing.includes(name)) && found?.met === false && FILTERED.test(found.detail);
  }).map(({ call }) => call);
  return requirement({
    id: 'seccomp',
    title: 'seccomp lets the system calls of profiling through',
    met: !hasSeccompFilter || filtered.length === 0,
    problem: `the seccomp profile of this container filters ${filtered.join(' and ')}`,
    follows: ['privileges'],
    remedy:
      `Allow ${filtered.join(' and ')} in the container's seccomp profile; RuntimeDefault of containerd and CRI-O ` +
      `does for who has CAP_BPF and CAP_PERFMON.`,
  });
}
