import { mean, standardDeviation } from './averages.ts';
import { studentQuantile } from './student.ts';
import { type Interval, walshInterval } from './walsh-interval.ts';

/** How much a single value varies, from elsewhere: for a sample of one. */
export interface KnownNoise {
  readonly sd: number;
  /** Degrees of freedom that `sd` was estimated with. */
  readonly degrees: number;
}

/**
 * 95 % interval of a center, of two values or more: that of the Walsh averages from 6 values on. Fewer cannot carry 95 %
 * without taking their distribution for known, so there it is Student's, which takes it for normal. Verdicts rest on the
 * first only.
 */
export function sampleInterval(values: readonly number[]): Interval {
  return (
    walshInterval(values) ??
    studentInterval(values, { sd: standardDeviation(values), degrees: Math.max(1, values.length - 1) })
  );
}

/** The same of one value or more; one alone gets its width from elsewhere, such as the A/A run. */
export function intervalOf(values: readonly number[], noise: KnownNoise): Interval {
  return values.length > 1 ? sampleInterval(values) : studentInterval(values, noise);
}

function studentInterval(values: readonly number[], { sd, degrees }: KnownNoise): Interval {
  const estimate = mean(values);
  const halfWidth = (studentQuantile(0.05, degrees) * sd) / Math.sqrt(values.length);
  return { estimate, low: estimate - halfWidth, high: estimate + halfWidth };
}
