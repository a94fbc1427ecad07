import { readlinkSync } from 'node:fs';
import { type CapabilityName, parseCapabilities } from '../discovery/capabilities.ts';
import { readProcText } from '../discovery/proc-file.ts';

/** What this process is allowed, and by whom it is confined, as the kernel's files say. */
export interface OwnRights {
  readonly isRoot: boolean;
  /** Effective ones. */
  readonly capabilities: ReadonlySet<CapabilityName>;
  /** Undefined: a kernel without perf events. */
  readonly perfEventParanoid: number | undefined;
  /** False in a container with processes of its own. */
  readonly hasHostPids: boolean;
  readonly hasSeccompFilter: boolean;
  /** Label that a security module gave this process; '' without one. */
  readonly securityLabel: string;
  /** Whether the memory map of the node's first process can be read; undefined where rights or sight of it lack anyway. */
  readonly readsFirstProcess: boolean | undefined;
}

/** The kernel's fixed number of its first process id namespace (PROC_PID_INIT_INO). */
const HOST_PIDS = 'pid:[4026531836]';
const SECCOMP_FILTER = 2;

export function readOwnRights(): OwnRights {
  const file = readProcText('/proc/self/status', 64 * 1024);
  const status = file.ok ? file.text : '';
  const field = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
  const paranoid = readProcText('/proc/sys/kernel/perf_event_paranoid', 64);
  const capabilities = parseCapabilities(status);
  const hasHostPids = ownPidNamespace() === HOST_PIDS;
  return {
    isRoot: process.geteuid?.() === 0,
    capabilities,
    perfEventParanoid: paranoid.ok ? Number(paranoid.text) : undefined,
    hasHostPids,
    hasSeccompFilter: Number(field('Seccomp')) === SECCOMP_FILTER,
    securityLabel: ownSecurityLabel(),
    readsFirstProcess: hasHostPids && capabilities.has('CAP_SYS_PTRACE') ? canReadMap(1) : undefined,
  };
}

function ownPidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** AppArmor's own file first: with two modules, the other one is AppArmor's or SELinux's, whichever is first. */
function ownSecurityLabel(): string {
  for (const file of ['/proc/self/attr/apparmor/current', '/proc/self/attr/current']) {
    const label = readProcText(file, 4096);
    if (label.ok) return label.text.replaceAll('\0', '').trim();
  }
  return '';
}

function canReadMap(pid: number): boolean {
  return readProcText(`/proc/${pid}/maps`, 64).ok;
}
