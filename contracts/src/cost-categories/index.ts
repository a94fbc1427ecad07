import { CARRIER_CATEGORIES } from './carriers.ts';
import type { CostCategory } from './cost-category.ts';
import { FEATURE_CATEGORIES } from './features.ts';
import { FILTER_CATEGORIES } from './filters.ts';
import { KERNEL_CATEGORIES } from './kernel.ts';

export type { CostCategory, CostOwnership } from './cost-category.ts';

/** What no pattern claims, so that the shares of all categories add up to one. */
export const REMAINDER_CATEGORIES = [
  {
    id: 'other',
    title: 'Other code',
    description: 'Named code that is none of the above.',
    ownership: 'remainder',
    settings: [],
  },
  {
    id: 'unresolved',
    title: 'Code without a name',
    description: 'The binary does not prove what runs here.',
    ownership: 'remainder',
    settings: [],
  },
  {
    id: 'unsampled',
    title: 'Waits without a stack',
    description: 'Counted and timed exactly, but their stacks were not captured.',
    ownership: 'remainder',
    settings: [],
  },
] as const satisfies readonly CostCategory[];

/** All categories; where one frame matches several of one ownership, the first has it. */
export const COST_CATEGORIES = [
  ...FEATURE_CATEGORIES,
  ...FILTER_CATEGORIES,
  ...CARRIER_CATEGORIES,
  ...KERNEL_CATEGORIES,
  ...REMAINDER_CATEGORIES,
] as const satisfies readonly CostCategory[];

export type CostCategoryId = (typeof COST_CATEGORIES)[number]['id'];
