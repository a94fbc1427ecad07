/**
 * The database's clock, which all replicas share: what one of them writes as "last heard of" another compares with its
 * own now. Unix milliseconds.
 */
export class DatabaseClock {
  #offsetMs = 0;

  readonly now = (): number => Date.now() + this.#offsetMs;

  /** Takes a reading that was made between two moments of this machine's clock. */
  adjust(reading: { askedAtMs: number; answeredAtMs: number; databaseMs: number }): void {
    const offsetMs = Math.round(reading.databaseMs - (reading.askedAtMs + reading.answeredAtMs) / 2);
    const uncertaintyMs = Math.max(SMALLEST_STEP_MS, reading.answeredAtMs - reading.askedAtMs);
    // A slow answer says little; times should not jump about by what is not known.
    if (Math.abs(offsetMs - this.#offsetMs) > uncertaintyMs) this.#offsetMs = offsetMs;
  }
}

const SMALLEST_STEP_MS = 100;
