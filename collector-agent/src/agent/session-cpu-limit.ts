const LOOK_EVERY_MS = 2_000;
/** A single look can be an accident: a window is encoded, or the machine is busy. */
const LOOKS_OVER = 2;

/** Whether a session keeps to the CPU that its task allows the agent. */
export class SessionCpuLimit {
  readonly #percent: number;
  readonly #takePercent: () => number;
  #lookedAtMs: number;
  #over = 0;

  /** `takePercent` answers the % of a CPU used since its last call. */
  constructor(percent: number, takePercent: () => number, nowMs: number) {
    this.#percent = percent;
    this.#takePercent = takePercent;
    this.#lookedAtMs = nowMs;
    // What it took to begin is not what it takes to go on.
    takePercent();
  }

  /** True once the session has needed more for long enough. */
  isExceeded(nowMs: number): boolean {
    if (nowMs - this.#lookedAtMs >= LOOK_EVERY_MS) {
      this.#lookedAtMs = nowMs;
      this.#over = this.#takePercent() > this.#percent ? this.#over + 1 : 0;
    }
    return this.#over >= LOOKS_OVER;
  }
}
