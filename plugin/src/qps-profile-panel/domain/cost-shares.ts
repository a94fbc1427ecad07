import type { Field } from '@grafana/data';
import { knownCategoryTitle } from '../../shared/domain/contract-texts/category-texts';
import { type CostSeries } from './sort-frames';

export interface CategoryShare {
  /** Value of the label; '' for samples without one. */
  id: string;
  /** From the table of categories; undefined for one that this version does not know. */
  title?: string;
  /** Part of all CPU at each of the times, 0 to 1. */
  shares: number[];
  /** Of the whole time: all its CPU by all CPU, not the mean of the shares. */
  overall: number;
  /** What Grafana gave for it, with its overrides; of several series of a category the first. */
  field: Field;
}

export interface CostShares {
  /** Ends of the data source's steps; only those in which something was sampled. */
  timesUnixMs: number[];
  /** Largest first. */
  categories: CategoryShare[];
}

/** What the series of all categories (and of several pods, say) come to, as shares that add up to one at each time. */
export function costSharesOf(series: CostSeries[]): CostShares {
  const totals = new Map<number, number>();
  const categories = new Map<string, { field: Field; values: Map<number, number> }>();
  for (const { categoryId, field, time } of series) {
    const category = categories.get(categoryId) ?? { field, values: new Map<number, number>() };
    categories.set(categoryId, category);
    for (const [row, value] of field.values.entries()) {
      const at = time.values[row];
      if (typeof value === 'number' && value > 0 && Number.isFinite(value) && at !== undefined) {
        totals.set(at, (totals.get(at) ?? 0) + value);
        category.values.set(at, (category.values.get(at) ?? 0) + value);
      }
    }
  }
  const timesUnixMs = [...totals.keys()].sort((a, b) => a - b);
  const whole = sum([...totals.values()]);
  return {
    timesUnixMs,
    categories: [...categories]
      .map(([id, { field, values }]) => ({
        id,
        title: knownCategoryTitle(id),
        shares: timesUnixMs.map((at) => (values.get(at) ?? 0) / (totals.get(at) ?? 1)),
        overall: whole === 0 ? 0 : sum([...values.values()]) / whole,
        field,
      }))
      .filter(({ overall }) => overall > 0)
      .sort((a, b) => b.overall - a.overall),
  };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

export interface LargestCategories {
  largest: CategoryShare[];
  /** All others as one; absent if there is none. */
  rest?: { shares: number[]; overall: number; count: number };
}

/** A single small category is no rest: it would only lose its name. */
export function largestCategories({ categories, timesUnixMs }: CostShares, max: number): LargestCategories {
  if (categories.length <= max + 1) {
    return { largest: categories };
  }
  const others = categories.slice(max);
  return {
    largest: categories.slice(0, max),
    rest: {
      shares: timesUnixMs.map((_, row) => sum(others.map(({ shares }) => shares[row] ?? 0))),
      overall: sum(others.map(({ overall }) => overall)),
      count: others.length,
    },
  };
}
