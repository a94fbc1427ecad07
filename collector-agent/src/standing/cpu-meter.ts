import type { Meter } from '../session/recording.ts';

/** CPU time of this thread inside the work it wraps: what standing sessions cost, apart from all else the agent does. */
export class CpuMeter {
  #usedUs = 0;
  #sinceMs = performance.now();

  readonly measure: Meter = (work) => {
    const before = process.threadCpuUsage();
    try {
      return work();
    } finally {
      const { user, system } = process.threadCpuUsage(before);
      this.#usedUs += user + system;
    }
  };

  /** % of a core since the last call. */
  takePercent(): number {
    const nowMs = performance.now();
    const percent = this.#usedUs / 10 / Math.max(1, nowMs - this.#sinceMs);
    this.#usedUs = 0;
    this.#sinceMs = nowMs;
    return percent;
  }
}
