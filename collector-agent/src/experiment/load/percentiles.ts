import type { LatencyUs } from './load-generator.ts';

/** Nearest rank: each is a latency that some request had. `values` must not be empty. */
export function percentiles(values: readonly number[]): LatencyUs {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}
