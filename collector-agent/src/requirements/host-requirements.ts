import { missingCapabilities, ownCapabilities } from '../discovery/capabilities.ts';
import { readProcText } from '../discovery/proc-file.ts';
import type { Requirement } from './requirement.ts';

/** What the machine's files and this process's rights tell, without asking the kernel to load anything. */
export function hostRequirements(): Requirement[] {
  return [privileges(), lockdown(), perfEvents(), cgroups()];
}

function requirement(row: Omit<Requirement, 'needed'> & { needed?: boolean }): Requirement {
  return { needed: true, ...row, remedy: row.met ? '' : row.remedy };
}

function privileges(): Requirement {
  const missing = missingCapabilities(ownCapabilities());
  return requirement({
    id: 'privileges',
    title: 'may profile other processes',
    met: missing.length === 0,
    remedy: `Run as root or with ${missing.join(', ')}.`,
  });
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

function perfEvents(): Requirement {
  const text = readProcText('/proc/sys/kernel/perf_event_paranoid', 64);
  const level = text.ok ? Number(text.text) : NaN;
  const held = ownCapabilities();
  const exempt = held.has('CAP_PERFMON') || held.has('CAP_SYS_ADMIN');
  return requirement({
    id: 'perf-event-paranoid',
    title: 'perf events of other processes are allowed',
    met: text.ok && (exempt || level < 0),
    remedy: text.ok
      ? `Run as root or with CAP_PERFMON (kernel.perf_event_paranoid is ${level}).`
      : 'Use a kernel with CONFIG_PERF_EVENTS=y.',
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
