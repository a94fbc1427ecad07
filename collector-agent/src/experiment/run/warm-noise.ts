import { agree } from '../measure/warm-up.ts';

/** Two windows that agree within this are steady, whatever this machine's noise. */
const STEADY_SHARE = 0.03;
/** Warm-ups to have seen before this machine's noise is known. */
const NOISE_NEEDS = 4;
const NOISE_FACTOR = 3;

/**
 * What the last two windows of a warm-up differ by on this machine though nothing changes. Noise of more than 3 % would
 * void every slot: there, unsteady is what is far outside of the usual.
 */
export class WarmNoise {
  readonly #differences: number[] = [];

  /** @param windows CPU per request of the windows of one warm-up, in order */
  isSteady(windows: readonly number[]): boolean {
    const [one, other] = [windows.at(-2), windows.at(-1)];
    if (one === undefined || other === undefined || !(one > 0) || !(other > 0)) return true;
    const { tolerance } = this;
    this.#differences.push(Math.abs(Math.log(other / one)));
    return agree(one, other, tolerance);
  }

  get tolerance(): number {
    if (this.#differences.length < NOISE_NEEDS) return Number.POSITIVE_INFINITY;
    const sorted = this.#differences.toSorted((left, right) => left - right);
    return Math.max(STEADY_SHARE, NOISE_FACTOR * (sorted[Math.floor(sorted.length / 2)] ?? 0));
  }
}
