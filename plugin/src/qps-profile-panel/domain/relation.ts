import type { CategoryShare } from './cost-shares';
import type { PairedPoint } from './pair-points';
import { type RankCorrelation, rankCorrelation } from './rank-correlation';

export interface ThroughputSpread {
  low: number;
  high: number;
}

/** What the points say about throughput and a category's share, or why they say nothing. */
export type Relation =
  | { kind: 'too-few'; points: number; needed: number }
  /** Enough points, but so alike from one to the next that they count for hardly any. */
  | { kind: 'too-alike'; points: number; effectivePoints: number }
  | { kind: 'steady'; points: number; spread: ThroughputSpread }
  | { kind: 'constant-share'; points: number }
  | { kind: 'related'; points: number; correlation: RankCorrelation };

const NEEDED_POINTS = 10;
/** Below this an interval says nothing. */
const NEEDED_EFFECTIVE_POINTS = 5;
/** Throughput that moves less than this, from its 5th to its 95th percentile, is what measuring leaves of a constant. */
const STEADY_BELOW = 0.1;

export function relationOf(points: PairedPoint[], { shares }: Pick<CategoryShare, 'shares'>): Relation {
  const count = points.length;
  if (count < NEEDED_POINTS) {
    return { kind: 'too-few', points: count, needed: NEEDED_POINTS };
  }
  const throughput = points.map((point) => point.throughput);
  const spread = spreadOf(throughput);
  const correlation = rankCorrelation(
    throughput,
    points.map(({ row }) => shares[row] ?? 0)
  );
  if (new Set(throughput).size === 1 || spread.high - spread.low < STEADY_BELOW * Math.abs(spread.high)) {
    return { kind: 'steady', points: count, spread };
  }
  if (correlation === undefined) {
    return { kind: 'constant-share', points: count };
  }
  return correlation.effectivePoints < NEEDED_EFFECTIVE_POINTS
    ? { kind: 'too-alike', points: count, effectivePoints: correlation.effectivePoints }
    : { kind: 'related', points: count, correlation };
}

function spreadOf(values: number[]): ThroughputSpread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  return { low: at(0.05), high: at(0.95) };
}
