import { readProcText } from '../discovery/proc-file.ts';
import { requirement, type Requirement } from './requirement.ts';

/** What the machine is, without asking its kernel to load anything. */
export interface Host {
  /** As Node names it. */
  readonly architecture: string;
  readonly isLockedDown: boolean;
  readonly hasCgroups: boolean;
}

export function hostRequirements(host: Host = readHost()): Requirement[] {
  return [architecture(host), lockdown(host), cgroups(host)];
}

function readHost(): Host {
  const lockdownModes = readProcText('/sys/kernel/security/lockdown', 4096);
  return {
    architecture: process.arch,
    // Under confidentiality lockdown the kernel lets no BPF program read memory, root or not.
    isLockedDown: lockdownModes.ok && lockdownModes.text.includes('[confidentiality]'),
    hasCgroups: readProcText('/proc/self/cgroup', 4096).ok,
  };
}

/** The programs read registers and system calls as x86-64 has them; docs/kernels.md says what else runs on arm64. */
function architecture({ architecture: name }: Host): Requirement {
  return requirement({
    id: 'architecture',
    title: 'processor is an x86-64',
    met: name === 'x64',
    problem: `profiles are taken on x86-64 only, and this is ${name}`,
    remedy: 'Run the agent on x86-64 nodes; controller, pages and `meshprof symbols` run on arm64 as well.',
  });
}

function lockdown({ isLockedDown }: Host): Requirement {
  return requirement({
    id: 'lockdown',
    title: 'kernel lockdown does not forbid reading',
    problem: 'kernel lockdown forbids BPF programs to read memory',
    met: !isLockedDown,
    remedy: 'Boot without lockdown=confidentiality.',
  });
}

function cgroups({ hasCgroups }: Host): Requirement {
  return requirement({
    id: 'cgroup',
    title: 'processes show their container (/proc/PID/cgroup)',
    met: hasCgroups,
    needed: false,
    remedy: 'Use a kernel with CONFIG_CGROUPS=y; containers are not told apart otherwise.',
  });
}
