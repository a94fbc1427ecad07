import type { FullSpec } from '@meshprof/experiments';

/** Applying, converging, draining and connecting, before any slot has shown what they take. */
const CHANGE_MS = 2_000;
const RESTORE_MS = 3_000;

/** Estimates the time to the end of a run from the slots that this process saw. */
export class TimeLeft {
  readonly #plannedMs: number;
  readonly #now: () => number;
  readonly #seenMs: number[] = [];
  #slotStartMs: number;

  constructor({ warmMs, windowMs, profileMs }: FullSpec, now: () => number = () => performance.now()) {
    this.#plannedMs = warmMs + windowMs + profileMs + CHANGE_MS;
    this.#now = now;
    this.#slotStartMs = now();
  }

  slotBegins(): void {
    this.#slotStartMs = this.#now();
  }

  /** Void ones too: the next may be as long. */
  slotEnded(): void {
    this.#seenMs.push(this.#now() - this.#slotStartMs);
  }

  /** @param slotsLeft with the one that is under way */
  leftMs(slotsLeft: number): number {
    if (slotsLeft === 0) return RESTORE_MS;
    const slotMs = this.#seenMs.length === 0 ? this.#plannedMs : mean(this.#seenMs);
    const inSlotMs = Math.max(0, slotMs - (this.#now() - this.#slotStartMs));
    return Math.round(inSlotMs + (slotsLeft - 1) * slotMs + RESTORE_MS);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
