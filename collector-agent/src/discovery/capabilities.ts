import { readProcText } from './proc-file.ts';

/** Bit numbers of linux/capability.h. */
const CAPABILITY_BITS = {
  CAP_DAC_OVERRIDE: 1,
  CAP_DAC_READ_SEARCH: 2,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_ADMIN: 21,
  CAP_PERFMON: 38,
  CAP_BPF: 39,
  CAP_CHECKPOINT_RESTORE: 40,
} as const;
export type CapabilityName = keyof typeof CAPABILITY_BITS;

/** Effective capabilities from the text of `/proc/PID/status`. */
export function parseCapabilities(status: string): ReadonlySet<CapabilityName> {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const held = Object.entries(CAPABILITY_BITS).filter(([, bit]) => (mask & (1n << BigInt(bit))) !== 0n);
  return new Set(held.map(([name]) => name as CapabilityName));
}

export function ownCapabilities(): ReadonlySet<CapabilityName> {
  const status = readProcText('/proc/self/status', 64 * 1024);
  return parseCapabilities(status.ok ? status.text : '');
}

/**
 * Capabilities that profiling needs and this set lacks. CAP_SYS_ADMIN stands for BPF and PERFMON, as in the kernel;
 * reading other processes' maps and memory needs SYS_PTRACE.
 */
export function missingCapabilities(held: ReadonlySet<CapabilityName>): CapabilityName[] {
  const missing: CapabilityName[] = [];
  for (const name of ['CAP_BPF', 'CAP_PERFMON'] as const) {
    if (!held.has(name) && !held.has('CAP_SYS_ADMIN')) missing.push(name);
  }
  if (!held.has('CAP_SYS_PTRACE')) missing.push('CAP_SYS_PTRACE');
  return missing;
}
