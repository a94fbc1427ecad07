import { niceTicks } from './nice-ticks';

export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

export interface ForestScale {
  min: number;
  max: number;
  ticks: number[];
}

/** Intervals of the first blocks may be anything; beyond so many times the largest estimate they run out of the picture. */
const WIDEST = 4;
const PAD = 0.06;

/** An axis with zero, the band of the minimum effect and every interval on it. `bandPercent` of 0 is no band. */
export function forestScale(intervals: readonly Interval[], bandPercent: number): ForestScale {
  const largest = Math.max(bandPercent, ...intervals.map(({ estimate }) => Math.abs(estimate)), 1);
  const clipped = (value: number) => Math.min(WIDEST * largest, Math.max(-WIDEST * largest, value));
  const low = Math.min(-bandPercent, 0, ...intervals.map(({ low }) => clipped(low)));
  const high = Math.max(bandPercent, 0, ...intervals.map(({ high }) => clipped(high)));
  const pad = (high - low || 1) * PAD;
  const [min, max] = [low - pad, high + pad];
  return { min, max, ticks: niceTicks(min, max) };
}

/** 0 to 1 along the axis; what lies outside is at its end. */
export const placeOn = ({ min, max }: Pick<ForestScale, 'min' | 'max'>, value: number): number =>
  Math.min(1, Math.max(0, (value - min) / (max - min)));
