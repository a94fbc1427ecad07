import type { SlotResult } from '@meshprof/contracts';
import { intervalOf } from '../../../experiments/src/statistics/small-sample-interval.ts';

export interface Change {
  readonly percent: number;
  readonly lowPercent: number;
  readonly highPercent: number;
}

const toPercent = (logRatio: number): number => 100 * Math.expm1(logRatio);

/**
 * From one variant to another: by slots of the same block, as the report compares each with the baseline. Undefined where
 * fewer than two blocks have both.
 */
export function blockwiseChange(
  from: readonly SlotResult[],
  to: readonly SlotResult[],
  value: (slot: SlotResult) => number
): Change | undefined {
  const ratios = to.flatMap((slot) => {
    const before = from.filter(({ block }) => block === slot.block).map(value);
    if (before.length === 0) return [];
    return [Math.log(value(slot) / (before.reduce((sum, each) => sum + each, 0) / before.length))];
  });
  if (ratios.length < 2) return undefined;
  const { estimate, low, high } = intervalOf(ratios, { sd: 0, degrees: 1 });
  return { percent: toPercent(estimate), lowPercent: toPercent(low), highPercent: toPercent(high) };
}
