import {
  differenceOfBounds,
  differenceOfShares,
  type ProfileTypeId,
  type ShareDifference,
  type ShareInterval,
} from '@meshprof/contracts';
import type { DimensionId } from '@shared/domain/profile-view/split-dimensions';
import { type Split, splitOf, type SplitKnowledge, type SplitRow } from '@shared/domain/profile-view/split-rows';
import type { LabelledSum } from '@shared/infrastructure/profile-series-query';

/**
 * `higher` and `lower`: the interval of the difference leaves 0 out. `not-shown`: it does not. `unknown`: shares of a
 * sample whose size nobody knows.
 */
export type Verdict = 'higher' | 'lower' | 'not-shown' | 'unknown';

/** One part of both profiles: a cost category or a wait class. */
export interface DifferenceRow extends ShareDifference {
  id: string;
  title: string;
  meaning: string;
  settings: string[];
  left: ShareInterval;
  right: ShareInterval;
  verdict: Verdict;
}

export interface CostDifferences {
  costs: DifferenceRow[];
  /** Empty where nothing waited. Exact. */
  waits: DifferenceRow[];
  knowsIntervals: boolean;
}

export interface SideSums {
  /** By cost category and wait class. */
  sums: LabelledSum[];
  known: SplitKnowledge;
}

/** What moved between two profiles, by how many points of share, the largest move first. */
export function costDifferences(typeId: ProfileTypeId, left: SideSums, right: SideSums): CostDifferences {
  const costs = splitsOf('category', typeId, { left, right });
  const hasWaits = [left, right].some(({ sums }) => sums.some(({ labels }) => (labels['wait_class'] ?? '') !== ''));
  const waits = hasWaits ? splitsOf('wait', typeId, { left, right }) : undefined;
  return {
    costs: rowsOf(costs, costs.knowsIntervals),
    // Exact, so that bounds are points.
    waits: waits ? rowsOf(waits, true, differenceOfBounds) : [],
    knowsIntervals: costs.knowsIntervals,
  };
}

interface Splits {
  left: SplitRow[];
  right: SplitRow[];
  knowsIntervals: boolean;
}

/** A part that only one side has is on the other, too: with none of the sample, which is not the same as none at all. */
function splitsOf(dimension: DimensionId, typeId: ProfileTypeId, sides: { left: SideSums; right: SideSums }): Splits {
  const split = ({ sums, known }: SideSums, others: SideSums): Split => {
    const missing = others.sums.map(({ labels }) => ({ labels, sum: 0 }));
    return splitOf(dimension, typeId, [...sums, ...missing], known);
  };
  const left = split(sides.left, sides.right);
  const right = split(sides.right, sides.left);
  return { left: left.rows, right: right.rows, knowsIntervals: left.knowsIntervals && right.knowsIntervals };
}

function rowsOf(
  { left, right }: Pick<Splits, 'left' | 'right'>,
  knowsInterval: boolean,
  differenceOf = knowsInterval ? differenceOfShares : differenceOfBounds
): DifferenceRow[] {
  const ofLeft = new Map(left.map((row) => [row.id, row]));
  return right
    .flatMap(({ id, title, meaning, settings, ...to }) => {
      const from = ofLeft.get(id);
      if (!from || (from.share === 0 && to.share === 0)) {
        return [];
      }
      const difference = differenceOf(from, to);
      const shares = { left: intervalOf(from), right: intervalOf(to) };
      return [
        { id, title, meaning, settings, ...shares, ...difference, verdict: verdictOf(difference, knowsInterval) },
      ];
    })
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

const intervalOf = ({ share, low, high }: ShareInterval): ShareInterval => ({ share, low, high });

function verdictOf({ low, high }: ShareDifference, knowsInterval: boolean): Verdict {
  if (!knowsInterval) {
    return 'unknown';
  }
  return low > 0 ? 'higher' : high < 0 ? 'lower' : 'not-shown';
}
