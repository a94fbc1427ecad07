import assert from 'node:assert/strict';
import { stolenNs } from './proc-counts.ts';

/** What /proc/stat rounds down to: a tick of USER_HZ. */
const TICK_NS = 10e6;

export interface CpuTime {
  readonly what: string;
  /** Time from switch to switch, or that samples stand for. */
  readonly onCpuNs: number;
  /** What the kernel gave to the same threads: `sum_exec_runtime`, by whichever call. */
  readonly kernelNs: number;
  /** How far off it may be. */
  readonly allowedNs: number;
  readonly stolenAtMostNs: number;
}

/**
 * Starts to watch what the hypervisor takes; the function gives the nanoseconds since then, of all CPUs, at most. A
 * thread that is on its CPU meanwhile stays there by the clock, but the kernel takes that time out of its account
 * (`update_rq_clock_task`, kernel/sched/core.c).
 */
export function watchStolen(): () => number {
  const startNs = stolenNs();
  return () => stolenNs() - startNs + TICK_NS;
}

export function assertCpuTime({ what, onCpuNs, kernelNs, allowedNs, stolenAtMostNs }: CpuTime): void {
  const said = `${what}: ${onCpuNs} ns, ${kernelNs} ± ${allowedNs} by the kernel, at most ${stolenAtMostNs} stolen`;
  assert.ok(onCpuNs >= kernelNs - allowedNs, said);
  assert.ok(onCpuNs <= kernelNs + allowedNs + stolenAtMostNs, said);
}
