const PART_MS = 5 * 60_000;
const PARTS = 12;

/** Sums by name over the last hour, in parts of five minutes: counters since the start never show that all is well again. */
export class LastHour {
  readonly #now: () => number;
  /** Oldest first. */
  #parts: { readonly sinceMs: number; readonly sums: Map<string, number> }[] = [];

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(name: string, count: number): void {
    if (count === 0) return;
    const sums = this.#present();
    sums.set(name, (sums.get(name) ?? 0) + count);
  }

  sums(): Map<string, number> {
    this.#forget();
    const all = new Map<string, number>();
    for (const { sums } of this.#parts) {
      for (const [name, count] of sums) all.set(name, (all.get(name) ?? 0) + count);
    }
    return all;
  }

  #present(): Map<string, number> {
    this.#forget();
    const sinceMs = Math.floor(this.#now() / PART_MS) * PART_MS;
    const last = this.#parts.at(-1);
    if (last?.sinceMs === sinceMs) return last.sums;
    const sums = new Map<string, number>();
    this.#parts.push({ sinceMs, sums });
    return sums;
  }

  #forget(): void {
    const firstMs = Math.floor(this.#now() / PART_MS) * PART_MS - (PARTS - 1) * PART_MS;
    this.#parts = this.#parts.filter(({ sinceMs }) => sinceMs >= firstMs);
  }
}
