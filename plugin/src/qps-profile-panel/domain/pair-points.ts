import type { CostShares } from './cost-shares';
import type { TimedSeries } from './sort-frames';
import { usualDistanceMs } from './steps';
import { firstAfter } from './times';
import type { UnixRange } from './unix-range';

/** Throughput and shares of the same stretch of time, which is also the range of their flame graph. */
export interface PairedPoint extends UnixRange {
  /** Sum over the throughput's series of each one's mean. */
  throughput: number;
  /** Row of the shares. */
  row: number;
}

/** A stretch in which no series has a value has no point. */
export function pairPoints({ timesUnixMs }: CostShares, throughput: TimedSeries[], stepMs: number): PairedPoint[] {
  const stretchMs = stretchLengthMs(timesUnixMs, stepMs);
  const series = throughput.map(({ time, field }) => ({ times: time.values, values: field.values }));
  return timesUnixMs.flatMap((at, row) => {
    const { fromUnixMs, toUnixMs } = stretchAt({ stepMs, stretchMs }, at);
    const means = series
      .map(({ times, values }) => meanBetween(times, values, fromUnixMs, toUnixMs))
      .filter((mean): mean is number => mean !== undefined);
    const total = means.reduce((sum, mean) => sum + mean, 0);
    return means.length === 0 ? [] : [{ fromUnixMs, toUnixMs, throughput: total, row }];
  });
}

/**
 * A profile is stored at its start: one a minute lands in one step of 15 s and still counts for the minute. So a point
 * stands for the time until the next one usually comes.
 */
export function stretchLengthMs(timesUnixMs: readonly number[], stepMs: number): number {
  return Math.max(stepMs, usualDistanceMs(timesUnixMs) ?? 0);
}

/** What a point at this time was counted over. */
export const stretchAt = ({ stepMs, stretchMs }: { stepMs: number; stretchMs: number }, unixMs: number): UnixRange => ({
  fromUnixMs: unixMs - stepMs,
  toUnixMs: unixMs - stepMs + stretchMs,
});

function meanBetween(
  times: ArrayLike<number>,
  values: ArrayLike<number | null>,
  fromUnixMs: number,
  toUnixMs: number
): number | undefined {
  let sum = 0;
  let count = 0;
  for (let row = firstAfter(times, fromUnixMs); row < times.length && times[row]! <= toUnixMs; row++) {
    const value = values[row];
    if (typeof value === 'number' && Number.isFinite(value)) {
      sum += value;
      count++;
    }
  }
  return count === 0 ? undefined : sum / count;
}
