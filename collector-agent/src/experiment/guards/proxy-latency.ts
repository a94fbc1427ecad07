import type { HttpCounters } from '../envoy/proxy-counters.ts';

/** About a measured window; a baseline is set right after its own. */
const BASELINE_MS = 30_000;

/** Latency as the proxy's histogram tells it, for load that has no log of its requests (wrk, external). */
export class ProxyLatency {
  #looks: { readonly atMs: number; readonly p99Us: number }[] = [];
  #lastCompleted: number | undefined;

  /** Since the look before; undefined where the proxy does not tell, or had nothing to do. */
  look(
    atMs: number,
    http: HttpCounters | undefined
  ): { readonly requests: number; readonly p99Us: number } | undefined {
    const requests = (http?.completed ?? 0) - (this.#lastCompleted ?? http?.completed ?? 0);
    this.#lastCompleted = http?.completed;
    this.#looks = this.#looks.filter((each) => each.atMs > atMs - BASELINE_MS);
    if (http?.recentP99Us === undefined || requests <= 0) return undefined;
    this.#looks.push({ atMs, p99Us: http.recentP99Us });
    return { requests, p99Us: http.recentP99Us };
  }

  /** Median of the last looks. */
  baselineP99Us(): number | undefined {
    const sorted = this.#looks.map(({ p99Us }) => p99Us).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }
}
