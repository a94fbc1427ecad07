import { correlation, ranksOf } from '@meshprof/experiments';

/**
 * Spearman's rank correlation with an interval that takes neighbouring points for what they are: alike.
 * - interval: Fisher's z with the standard error of Bonett and Wright (2000), sqrt((1 + r²/2) / (n − 3));
 * - n: the effective number of Bartlett (1935), n (1 − a·b) / (1 + a·b), with a and b the correlation of each series
 *   with itself one point later.
 */
export interface RankCorrelation {
  coefficient: number;
  low: number;
  high: number;
  /** Independent points that would say as much. */
  effectivePoints: number;
}

const Z_95 = 1.959964;

/** Undefined where one side does not vary at all. */
export function rankCorrelation(xs: readonly number[], ys: readonly number[]): RankCorrelation | undefined {
  const [ranksX, ranksY] = [ranksOf(xs), ranksOf(ys)];
  const coefficient = correlation(ranksX, ranksY);
  if (coefficient === undefined) {
    return undefined;
  }
  const effectivePoints = effectiveNumber(ranksX, ranksY);
  const z = Math.atanh(clamp(coefficient, 1 - 1e-9));
  const error =
    effectivePoints > 3 ? Math.sqrt((1 + coefficient ** 2 / 2) / (effectivePoints - 3)) : Number.POSITIVE_INFINITY;
  return {
    coefficient,
    low: Math.tanh(z - Z_95 * error),
    high: Math.tanh(z + Z_95 * error),
    effectivePoints,
  };
}

const clamp = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));

function effectiveNumber(ranksX: readonly number[], ranksY: readonly number[]): number {
  const product = selfCorrelation(ranksX) * selfCorrelation(ranksY);
  // Series that swing to and fro would count for more than they are.
  return (ranksX.length * (1 - Math.max(0, product))) / (1 + Math.max(0, product));
}

const selfCorrelation = (ranks: readonly number[]) => correlation(ranks.slice(0, -1), ranks.slice(1)) ?? 0;
