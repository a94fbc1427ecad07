import type { GuardReading } from '@meshprof/contracts';
import type { Breach } from './guards.ts';
import type { Judged, Look } from './guarded-facts.ts';

/** A 99th percentile of fewer is the word of one request. */
const MIN_REQUESTS = 100;

/**
 * A busy machine, or the profiler beside it, doubles a fraction of a millisecond, which nobody feels. Envoy's histogram
 * has whole milliseconds.
 */
const MIN_RISE_US = 5_000;

/** The 99th percentile is above a multiple of the baseline's for some time, or no answer comes at all. */
export class LatencyGuard {
  #aboveSinceMs: number | undefined;
  #lastUs: number | undefined;

  /** Of the look that was judged last. */
  reading(atMs: number, judged: Judged): GuardReading {
    const limit = allowedUs(judged);
    return {
      guard: 'latency',
      ...(this.#lastUs !== undefined && { value: this.#lastUs }),
      ...(limit !== undefined && { limit }),
      ...(this.#aboveSinceMs !== undefined && { beyondMs: atMs - this.#aboveSinceMs }),
    };
  }

  judge({ atMs, latency, loadProblem }: Look, { limits, baseline }: Judged): Breach | undefined {
    this.#lastUs = latency?.p99Us;
    if (latency === undefined) return this.#fine();
    if (latency.requests > 0 && latency.requests < MIN_REQUESTS) return undefined;
    const isAbove = latency.requests === 0 || (latency.p99Us ?? 0) > (allowedUs({ limits, baseline }) ?? Infinity);
    if (!isAbove) return this.#fine();
    this.#aboveSinceMs ??= atMs;
    if (atMs - this.#aboveSinceMs < limits.p99ForMs) return undefined;
    const forS = ((atMs - this.#aboveSinceMs) / 1_000).toFixed(0);
    if (latency.requests === 0) {
      return { reason: 'latency-risen', detail: loadProblem ?? `No request was answered for ${forS} s.` };
    }
    const baselineText = `${limits.p99Factor} times the baseline's ${milliseconds(baseline?.p99Us ?? 0)}`;
    const detail = `The 99th percentile has been above ${baselineText} for ${forS} s; it is ${milliseconds(latency.p99Us ?? 0)}.`;
    return { reason: 'latency-risen', detail };
  }

  #fine(): undefined {
    this.#aboveSinceMs = undefined;
  }
}

/** Undefined before there is a baseline. */
function allowedUs({ limits, baseline }: Judged): number | undefined {
  const baselineUs = baseline?.p99Us;
  return baselineUs && Math.max(baselineUs * limits.p99Factor, baselineUs + MIN_RISE_US);
}

const milliseconds = (us: number): string => `${(us / 1_000).toFixed(2)} ms`;
