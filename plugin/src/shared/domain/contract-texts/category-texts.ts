import { COST_CATEGORIES, type CostCategory } from '@meshprof/contracts';
import { contractText } from './contract-text';

const categoryOf = (id: string): CostCategory | undefined => COST_CATEGORIES.find((row) => row.id === id);

/** Undefined for a category of an agent that is newer than the page. */
export function knownCategoryTitle(id: string): string | undefined {
  const category = categoryOf(id);
  return category && contractText('category', id, 'title', category.title);
}

export const categoryTitle = (id: string): string => knownCategoryTitle(id) ?? id;

export function categoryDescription(id: string): string {
  const category = categoryOf(id);
  return category ? contractText('category', id, 'description', category.description) : '';
}
