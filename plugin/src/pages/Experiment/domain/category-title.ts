import { COST_CATEGORIES, type CostCategory } from '@meshprof/contracts';

/** An agent that is newer than the page may know other categories. */
export const categoryTitle = (id: string): string =>
  COST_CATEGORIES.find((row: CostCategory) => row.id === id)?.title ?? id;
