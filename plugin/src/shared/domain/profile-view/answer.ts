import { COST_CATEGORIES, type CostCategory } from '@meshprof/contracts';
import type { SplitRow } from './split-rows';

export interface Answer {
  /** What can be switched off or changed, the largest first; three at most. */
  features: SplitRow[];
  /** What carries requests anyway, the kernel, and code without a category: together. */
  restShare: number;
}

const OWNERSHIP = new Map<string, CostCategory['ownership']>(
  COST_CATEGORIES.map(({ id, ownership }) => [id, ownership])
);

/** Features and filters are what a mesh's configuration decides about. */
export const isConfigurable = (categoryId: string): boolean =>
  OWNERSHIP.get(categoryId) === 'feature' || OWNERSHIP.get(categoryId) === 'filter';

/** Below this nobody gains by changing a setting. */
const NOTABLE_SHARE = 0.005;
const SHOWN = 3;

/** The answer at a glance: which features of the configuration cost most. `rows` are by cost category. */
export function answerOf(rows: readonly SplitRow[]): Answer {
  const features = rows.filter(({ id, share }) => isConfigurable(id) && share >= NOTABLE_SHARE);
  const configurable = rows.filter(({ id }) => isConfigurable(id)).reduce((sum, { share }) => sum + share, 0);
  return {
    features: [...features].sort((a, b) => b.share - a.share).slice(0, SHOWN),
    restShare: Math.max(0, 1 - configurable),
  };
}
