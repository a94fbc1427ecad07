import type { NodeMetricId } from '@meshprof/contracts';
import type { Look } from '@meshprof/contracts/threshold-stretches';

/** An hour of looks (NODE_LOOK_EVERY_MS). */
export const HISTORY_LOOKS = 720;
/** About 20 kB each. */
export const MAX_PROCESSES = 300;

type Values = Partial<Record<NodeMetricId, number>>;

/**
 * What was measured in the last hour, in memory, bounded: a ring of looks that all processes share, and of each process
 * a row a metric. Keys are the caller's.
 */
export class ReadingHistory {
  readonly #timesMs = new Float64Array(HISTORY_LOOKS);
  readonly #rows = new Map<string, Map<NodeMetricId, Float32Array>>();
  #looks = 0;

  get size(): number {
    return this.#rows.size;
  }

  get isFull(): boolean {
    return this.#rows.size >= MAX_PROCESSES;
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** Takes one look; processes that are not in it have ended and are forgotten. */
  add(atMs: number, values: ReadonlyMap<string, Values>): void {
    for (const key of this.#rows.keys()) if (!values.has(key)) this.#rows.delete(key);
    const slot = this.#looks % HISTORY_LOOKS;
    this.#timesMs[slot] = atMs;
    this.#looks += 1;
    for (const [key, measured] of values) this.#put(key, slot, measured);
  }

  #put(key: string, slot: number, measured: Values): void {
    let row = this.#rows.get(key);
    if (row === undefined) {
      if (this.isFull) return;
      row = new Map<NodeMetricId, Float32Array>();
      this.#rows.set(key, row);
    }
    for (const series of row.values()) series[slot] = Number.NaN;
    for (const [metric, value] of Object.entries(measured) as [NodeMetricId, number][]) {
      let series = row.get(metric);
      if (series === undefined) row.set(metric, (series = new Float32Array(HISTORY_LOOKS).fill(Number.NaN)));
      series[slot] = value;
    }
  }

  /** Measured looks since `sinceMs`, oldest first. */
  looksAt(key: string, metric: NodeMetricId, sinceMs: number): Look[] {
    const series = this.#rows.get(key)?.get(metric);
    if (series === undefined) return [];
    const looks: Look[] = [];
    for (let look = Math.max(0, this.#looks - HISTORY_LOOKS); look < this.#looks; look++) {
      const slot = look % HISTORY_LOOKS;
      const atMs = this.#timesMs[slot] ?? 0;
      const value = series[slot] ?? Number.NaN;
      if (atMs >= sinceMs && !Number.isNaN(value)) looks.push({ atMs, value });
    }
    return looks;
  }
}
