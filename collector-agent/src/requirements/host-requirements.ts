import { readProcText } from '../discovery/proc-file.ts';
import { requirement, type Requirement } from './requirement.ts';

/** What the machine's files tell, without asking the kernel to load anything. */
export function hostRequirements(): Requirement[] {
  return [lockdown(), cgroups()];
}

/** Under confidentiality lockdown the kernel lets no BPF program read memory, root or not. */
function lockdown(): Requirement {
  const text = readProcText('/sys/kernel/security/lockdown', 4096);
  return requirement({
    id: 'lockdown',
    title: 'kernel lockdown does not forbid reading',
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
