import { type SlotShare, wilsonInterval } from '@meshprof/contracts';
import { sampleInterval } from './small-sample-interval.ts';

/** Samples (or switches) of one slot. */
export interface SlotCounts {
  readonly total: number;
  readonly byCategory: Readonly<Record<string, number>>;
}

/**
 * Share of each category over slots, with a 95 % interval over slots, not over samples: samples of one slot have its
 * weather in common, so the slot is the unit, as for all else. The estimate is of all samples together, so shares add up
 * to 1. The interval is the sign-flip test's over the slots' own shares, and not a bootstrap over slots: with 8 of them
 * a percentile bootstrap covers 88 %.
 */
export function slotShares(slots: readonly SlotCounts[], categories: readonly string[]): Record<string, SlotShare> {
  const filled = slots.filter(({ total }) => total > 0);
  return Object.fromEntries(categories.map((category) => [category, shareOf(filled, category)]));
}

function shareOf(slots: readonly SlotCounts[], category: string): SlotShare {
  const counts = slots.map(({ byCategory }) => byCategory[category] ?? 0);
  const [count, total] = [sum(counts), sum(slots.map((slot) => slot.total))];
  // A category that was never seen, and a single slot, have no spread to go by: only that of counting.
  if (count === 0 || slots.length < 2) return wilsonInterval(count, total);
  const { low, high } = sampleInterval(slots.map((slot, index) => (counts[index] as number) / slot.total));
  const share = count / total;
  return { share, low: Math.max(0, Math.min(low, share)), high: Math.min(1, Math.max(high, share)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
