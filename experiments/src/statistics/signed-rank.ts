import { ranksOf } from './ranks.ts';

/**
 * Distribution of the sum of those ranks whose sign is plus, if every sign is a fair coin. Index: twice the sum, since
 * tied values have half ranks. Exact: each step halves and adds, which doubles do without error for up to 52 ranks.
 */
function distributionOfDoubledSum(doubledRanks: readonly number[]): Float64Array {
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  let reached = 0;
  for (const rank of doubledRanks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) {
      const without = probabilities[sum] as number;
      const withIt = sum >= rank ? (probabilities[sum - rank] as number) : 0;
      probabilities[sum] = (without + withIt) / 2;
    }
  }
  return probabilities;
}

/**
 * Exact two-sided sign-flip test that the values are symmetric about 0. Under that hypothesis each value's sign is a fair
 * coin, whatever the sizes are, so all 2^n assignments of signs are equally likely. What is summed over them is the
 * signed rank (F. Wilcoxon, Biometrics Bulletin 1, 1945, 80–83), because the interval of `walshInterval` inverts just
 * this test: for n ≥ 6 it leaves 0 out exactly if p ≤ 5 %. Values of exactly 0 have no sign and do not count.
 * @returns p, at least 2^(1 − n)
 */
export function signFlipPValue(values: readonly number[]): number {
  const signed = values.filter((value) => value !== 0);
  const doubledRanks = ranksOf(signed.map(Math.abs)).map((rank) => 2 * rank);
  const distribution = distributionOfDoubledSum(doubledRanks);
  const positive = doubledRanks.reduce((sum, rank, index) => sum + ((signed[index] as number) > 0 ? rank : 0), 0);
  const nearerEnd = Math.min(positive, distribution.length - 1 - positive);
  return Math.min(1, 2 * cumulated(distribution, nearerEnd));
}

function cumulated(distribution: Float64Array, to: number): number {
  return distribution.subarray(0, to + 1).reduce((sum, probability) => sum + probability, 0);
}

const criticalSums = new Map<string, number | undefined>();

/**
 * The largest sum of positive ranks, of n values without ties, that the two-sided test at `level` still rejects;
 * undefined where no sum is so improbable.
 */
export function criticalSignedRankSum(n: number, level: number): number | undefined {
  const key = `${n} ${level}`;
  if (!criticalSums.has(key)) criticalSums.set(key, findCriticalSum(n, level));
  return criticalSums.get(key);
}

function findCriticalSum(n: number, level: number): number | undefined {
  const distribution = distributionOfDoubledSum(Array.from({ length: n }, (_, index) => 2 * (index + 1)));
  let tail = 0;
  let critical: number | undefined;
  for (let sum = 0; 2 * sum < distribution.length; sum++) {
    tail += distribution[2 * sum] as number;
    if (2 * tail > level) break;
    critical = sum;
  }
  return critical;
}

/** Confidence that an interval of this many values has which claims `confidence`: the test has steps, so it is more. */
export function confidenceOf(n: number, confidence = 0.95): number {
  const critical = criticalSignedRankSum(n, roundedLevel(1 - confidence));
  if (critical === undefined) return confidence;
  const distribution = distributionOfDoubledSum(Array.from({ length: n }, (_, index) => 2 * (index + 1)));
  return 1 - 2 * cumulated(distribution, 2 * critical);
}

/** 1 − 0.95 is not 0.05 in doubles, and a level that is met exactly counts as met. */
export function roundedLevel(level: number): number {
  return Number(level.toPrecision(12));
}
