import { readProcText } from '../discovery/proc-file.ts';
import { requirement, type Requirement } from './requirement.ts';

/** What the machine's files tell, without asking the kernel to load anything. */
export function hostRequirements(): Requirement[] {
  return [architecture(), lockdown(), cgroups()];
}

/** The programs read registers and system calls as x86-64 has them; docs/kernels.md says what else runs on arm64. */
function architecture(): Requirement {
  return requirement({
    id: 'architecture',
    title: 'processor is an x86-64',
    met: process.arch === 'x64',
    problem: `profiles are taken on x86-64 only, and this is ${process.arch}`,
    remedy: 'Run the agent on x86-64 nodes; controller, pages and `meshprof symbols` run on arm64 as well.',
  });
}

/** Under confidentiality lockdown the kernel lets no BPF program read memory, root or not. */
function lockdown(): Requirement {
  const text = readProcText('/sys/kernel/security/lockdown', 4096);
  return requirement({
    id: 'lockdown',
    title: 'kernel lockdown does not forbid reading',
    problem: 'kernel lockdown forbids BPF programs to read memory',
    met: !(text.ok && text.text.includes('[confidentiality]')),
    remedy: 'Boot without lockdown=confidentiality.',
  });
}

function cgroups(): Requirement {
  return requirement({
    id: 'cgroup',
    title: 'processes show their container (/proc/PID/cgroup)',
    met: readProcText('/proc/self/cgroup', 4096).ok,
    needed: false,
    remedy: 'Use a kernel with CONFIG_CGROUPS=y; containers are not told apart otherwise.',
  });
}
