import { type ShareInterval, wilsonInterval } from './share-interval.ts';

/** Amounts of one stratum (the waits of one class of one kind of thread) that a weighted sample stands for. */
export interface StratumEstimate {
  /** Estimated amount of the part in question, and of all. */
  readonly part: number;
  readonly whole: number;
  /** Variances of the weighted sums that gave them. */
  readonly partVariance: number;
  readonly wholeVariance: number;
}

/** A whole that is known exactly, and what is known of one part of it. */
export interface SampledShare {
  readonly whole: number;
  /** Known to be the part's. */
  readonly exact: number;
  readonly strata: readonly StratumEstimate[];
  /** May belong to any part: no stack was captured of it. */
  readonly unknown: number;
}

/**
 * A share of which a piece is exact, a piece estimated from a weighted sample, and a piece unknown.
 *
 * A stratum's amount is known, and its sample gives shares of it: the ratio of two estimates, whose variance by
 * linearization is (1 − s)² V(part) + s² V(rest) over the squared amount (Särndal, Swensson and Wretman, "Model Assisted
 * Survey Sampling", 1992, section 5.6). Strata are independent, so variances add up. Their sum gives an effective number
 * of samples, for Wilson's interval, which unlike the normal one holds with few samples and small shares (N. Dean and
 * M. Pagano, Journal of Survey Statistics and Methodology 3, 2015, 484–503). It is at most Kish's for the whole sample,
 * since a part that was seen once or never says nothing of its own variance, and less if the variance itself is known from
 * few samples (E. L. Korn and B. I. Graubard, Survey Methodology 24, 1998, 193–201).
 *
 * The limits never pass what is certain: at least the exact piece, at most all but what is exactly another's.
 */
export function sampledShare({ whole, strata: all, unknown, ...known }: SampledShare): ShareInterval {
  if (whole <= 0) return { share: 0, low: 0, high: 1 };
  // Of the others every wait was captured.
  const strata = all.filter(({ wholeVariance }) => wholeVariance > 0);
  const exact = known.exact + sum(all, (row) => row.part) - sum(strata, (row) => row.part);
  const part = sum(strata, (row) => row.part);
  const estimated = sum(strata, (row) => row.whole);
  const { low, high } = estimated > 0 ? wilson(part, estimated, strata) : { low: 0, high: 0 };
  return {
    share: (exact + part) / whole,
    low: (exact + low * estimated) / whole,
    high: Math.min(1, (exact + high * estimated + unknown) / whole),
  };
}

function wilson(part: number, estimated: number, strata: readonly StratumEstimate[]): ShareInterval {
  const wholeVariance = sum(strata, (row) => row.wholeVariance);
  const share = part / estimated;
  const kish = estimated ** 2 / wholeVariance;
  const ofPart = sum(strata, (row) => (1 - shareIn(row)) ** 2 * row.partVariance);
  const ofRest = sum(strata, (row) => shareIn(row) ** 2 * restVariance(row));
  if (ofPart + ofRest <= 0) return wilsonInterval(share * kish, kish);
  const own = (share * (1 - share) * estimated ** 2) / (ofPart + ofRest);
  const freedom = degreesOfFreedom([
    { variance: ofPart, effective: part ** 2 / sum(strata, (row) => row.partVariance) },
    { variance: ofRest, effective: (estimated - part) ** 2 / sum(strata, restVariance) },
  ]);
  const effective = Math.min(kish, own) * (NORMAL / studentT(freedom)) ** 2;
  return wilsonInterval(share * effective, effective);
}

/** Counted events, of whose stacks some are estimated from a sample of which only the effective size is known. */
export interface SampledCount {
  /** Of the category, and of all that the share is of. */
  readonly part: number;
  readonly whole: number;
  /** Events whose stacks are estimated; they may be of other wholes as well. */
  readonly sampled: number;
  /** Kish's effective size of that sample. */
  readonly effectiveSamples: number;
  /** Without a stack: may belong to any category. */
  readonly unknown: number;
}

/**
 * Limits of a share of counts where nobody knows how much of the part is estimated: as if all of it were, or, of a part
 * larger than that, the half of the sample that is the most uncertain. They hold at least as often as Wilson's.
 */
export function sampledCountShare({ part, whole, sampled, effectiveSamples, unknown }: SampledCount): ShareInterval {
  if (whole <= 0) return { share: 0, low: 0, high: 1 };
  const share = part / whole;
  const left = unknown / whole;
  if (sampled <= 0) return { share, low: share, high: Math.min(1, share + left) };
  const inSample = Math.min(0.5, part / sampled);
  const { low, high } = wilsonInterval(inSample * effectiveSamples, effectiveSamples);
  const scale = sampled / whole;
  return {
    share,
    low: Math.max(0, share - (inSample - low) * scale),
    high: Math.min(1, share + (high - inSample) * scale + left),
  };
}

const shareIn = ({ part, whole }: StratumEstimate): number => (whole > 0 ? part / whole : 0);
const restVariance = ({ partVariance, wholeVariance }: StratumEstimate): number =>
  Math.max(0, wholeVariance - partVariance);

/**
 * How well a sum of variances is known, each from so many effective samples (F. E. Satterthwaite, Biometrics Bulletin 2,
 * 1946, 110–114).
 */
function degreesOfFreedom(terms: readonly { variance: number; effective: number }[]): number {
  const known = terms.filter(({ variance }) => variance > 0);
  const uncertainty = sum(known, ({ variance, effective }) => variance ** 2 / Math.max(1, effective - 1));
  return sum(known, ({ variance }) => variance) ** 2 / uncertainty;
}

const NORMAL = 1.959963984540054;

/** 97.5 % point of Student's t (Abramowitz and Stegun, 1964, 26.7.5); below 3 degrees somewhat too small. */
function studentT(freedom: number): number {
  const z = NORMAL;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1_482 * z ** 5 - 1_920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((t, term, power) => t + term / freedom ** (power + 1), z);
}

function sum<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}
