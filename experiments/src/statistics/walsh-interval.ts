import { medianOfSorted } from './averages.ts';
import { criticalSignedRankSum, roundedLevel } from './signed-rank.ts';

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Averages of all pairs of values, each with itself too, in ascending order: n (n + 1) / 2 (J. E. Walsh, 1949). */
export function walshAverages(values: readonly number[]): Float64Array {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let place = 0;
  values.forEach((first, index) => {
    for (let other = index; other < values.length; other++) {
      averages[place++] = first / 2 + (values[other] as number) / 2;
    }
  });
  return averages.sort();
}

/**
 * Estimate of Hodges and Lehmann (Annals of Mathematical Statistics 34, 1963, 598–611): the median of the Walsh averages,
 * with the interval of all centers that the exact sign-flip test does not reject at 1 − `confidence`. It needs symmetry,
 * no normal distribution, and covers at least at the rate it names (with 8 values 96.1 %: the test has steps).
 * @returns undefined where so few values cannot reject at that level: below 6 for 95 %
 */
export function walshInterval(values: readonly number[], confidence = 0.95): Interval | undefined {
  const critical = criticalSignedRankSum(values.length, roundedLevel(1 - confidence));
  if (critical === undefined) return undefined;
  const averages = walshAverages(values);
  return {
    estimate: medianOfSorted(averages),
    low: averages[critical] as number,
    high: averages[averages.length - 1 - critical] as number,
  };
}
