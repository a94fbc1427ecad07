import type { Outcome } from '../drivers/outcome.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';

export interface MeasuredTarget {
  readonly pid: number;
  readonly readCounters: () => Promise<Outcome<ProxyCounters>>;
}

/** What the kernel and the proxy say of a stretch of time; both are read at its start and at its end. */
export interface MeasuredWindow {
  readonly startUnixMs: number;
  readonly durationMs: number;
  /** Of all threads of the proxy, those that ended meanwhile too. */
  readonly cpuNs: number;
  /** Of the threads that were there at the end or a second before theirs. */
  readonly switches: number;
  /** Share of this machine's CPU time that the hypervisor took, 0 to 1. */
  readonly stealShare: number;
  /** By the CPU quotas of the proxy's cgroups; absent where they cannot be read. */
  readonly throttledNs?: number;
  readonly before: ProxyCounters;
  readonly after: ProxyCounters;
}
