/** The wall clock is taken for set, rather than merely corrected, from this difference on. */
const STEP_MS = 5_000;

/**
 * Since when the wall clock can be used to tell how long ago something was: since this controller's start, or since
 * the clock was last set. What happened before may have been any time ago, which is nobody's fault.
 */
export class ClockWatch {
  readonly #now: () => number;
  readonly #steadyMs: () => number;
  #reliableSinceMs: number;
  #offsetMs: number;

  /** `steadyMs` counts milliseconds from anywhere and is never set. */
  constructor(now: () => number, steadyMs: () => number) {
    this.#now = now;
    this.#steadyMs = steadyMs;
    this.#reliableSinceMs = now();
    this.#offsetMs = now() - steadyMs();
  }

  /** True if the clock was set since the last look. */
  look(): boolean {
    const nowMs = this.#now();
    const offsetMs = nowMs - this.#steadyMs();
    const wasSet = Math.abs(offsetMs - this.#offsetMs) > STEP_MS;
    if (wasSet) this.#reliableSinceMs = nowMs;
    this.#offsetMs = offsetMs;
    return wasSet;
  }

  get reliableSinceMs(): number {
    return this.#reliableSinceMs;
  }
}
