import { correlation } from './correlation.ts';
import { ranksOf } from './ranks.ts';
import { studentTwoSided } from './student.ts';

export interface Drift {
  /** Spearman's, from −1 to 1; null with fewer than 3 values or where they are all alike. */
  readonly rankCorrelation: number | null;
  readonly pValue: number | null;
}

/**
 * Whether values that were taken one after the other rise or fall: Spearman's rank correlation with their order. Its
 * p-value takes r √((n − 2) / (1 − r²)) for Student's t with n − 2 degrees of freedom, as SciPy and R do.
 */
export function driftOf(inOrderOfTime: readonly number[]): Drift {
  const n = inOrderOfTime.length;
  const coefficient = n < 3 ? undefined : correlation(ranksOf(inOrderOfTime), [...inOrderOfTime.keys()]);
  if (coefficient === undefined) return { rankCorrelation: null, pValue: null };
  const rest = 1 - coefficient ** 2;
  // Ranks in perfect order: rounding must not make an infinite t of it, or worse.
  const pValue = rest < 1e-12 ? 0 : studentTwoSided(coefficient * Math.sqrt((n - 2) / rest), n - 2);
  return { rankCorrelation: coefficient, pValue };
}
