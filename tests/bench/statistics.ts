/** A number with the interval that holds it with 95 % confidence. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** By linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  return low + ((sorted[below + 1] ?? low) - low) * (position - below);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** A sequence of numbers in [0, 1) that is the same in each run: mulberry32. Good enough to draw rounds. */
export function repeatableRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const RESAMPLES = 4_000;

/**
 * The median and its 95 % percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13): rounds are drawn again
 * with replacement. Give it one number a round, such as the ratio of two variants in that round, since what one round
 * shares (drift of the machine) must be drawn together.
 */
export function medianWithInterval(perRound: readonly number[]): Estimate {
  const random = repeatableRandom(perRound.length);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(perRound.map(() => perRound[Math.floor(random() * perRound.length)]!))
  );
  return { value: median(perRound), low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
}

/** A share of counted things with Wilson's 95 % interval (1927), which holds near 0 and 1 too. */
export function shareWithInterval(hits: number, total: number): Estimate {
  if (total === 0) return { value: NaN, low: NaN, high: NaN };
  const z = 1.959964;
  const share = hits / total;
  const centre = (share + (z * z) / (2 * total)) / (1 + (z * z) / total);
  const half = (z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))) / (1 + (z * z) / total);
  // At 0 and 1 rounding would put the bound a hair outside.
  return {
    value: share,
    low: Math.max(0, Math.min(share, centre - half)),
    high: Math.min(1, Math.max(share, centre + half)),
  };
}

/** `1.23 (1.10–1.50)`: median, smallest and largest. */
export function formatSpread(values: readonly number[], digits = 2): string {
  const { median: middle, min, max } = spreadOf(values);
  return `${middle.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** `1.23 (1.10 to 1.50)`: value and interval, of numbers that may be negative. */
export function formatEstimate({ value, low, high }: Estimate, digits = 2): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** `99.2 % (98.9–99.4, 6,586)`: share, interval, number of things. */
export function formatShareOf(hits: number, total: number, digits = 1): string {
  if (total === 0) return 'none seen';
  const { value, low, high } = shareWithInterval(hits, total);
  const percent = (share: number) => (share * 100).toFixed(digits);
  return `${percent(value)} % (${percent(low)}–${percent(high)}; ${total.toLocaleString('en-US')})`;
}

/** `99.2 % by time`: a share of something that is not counted, which has no interval. */
export function formatShareOfTime(hits: number, total: number): string {
  return total === 0 ? 'none seen' : `${((hits / total) * 100).toFixed(1)} % by time`;
}
