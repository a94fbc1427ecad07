import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { GuardBaseline, GuardLimits } from './guards.ts';

/** What one look of the guards found; each guard takes what concerns it. */
export interface Look {
  /** `performance.now()` of the look. */
  readonly atMs: number;
  /** Absent where the proxy did not answer. */
  readonly counters?: ProxyCounters;
  /** By the generator's log, since the look before; absent while there is no load, or where it has no log. */
  readonly load?: { readonly requests: number; readonly failed: number };
  /** By the same log, or else by the proxy's own histogram. */
  readonly latency?: { readonly requests: number; readonly p99Us?: number };
  /** Why no load comes although it should. */
  readonly loadProblem?: string;
}

export interface Judged {
  readonly limits: GuardLimits;
  readonly baseline: GuardBaseline | undefined;
}
