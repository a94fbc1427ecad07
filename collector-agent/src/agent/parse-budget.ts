import { pause } from '../retry/pause.ts';

/** For a millisecond of reading answers, so many are waited before the next request. */
const WAIT_FACTOR = 4;

/**
 * Bounds the CPU that answers of the controller can take: at most a fifth of the time is spent on reading them, however
 * large they are and however fast they come. With answers of the usual size nobody waits.
 */
export class ParseBudget {
  #restUntilMs = 0;

  async wait(signal: AbortSignal): Promise<void> {
    const restMs = this.#restUntilMs - performance.now();
    if (restMs > 1) await pause(restMs, signal);
  }

  spend<T>(read: () => T): T {
    const startMs = performance.now();
    try {
      return read();
    } finally {
      const endMs = performance.now();
      this.#restUntilMs = Math.max(this.#restUntilMs, endMs) + (endMs - startMs) * WAIT_FACTOR;
    }
  }
}
