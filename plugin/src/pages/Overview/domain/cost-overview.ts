import { categoryDescription } from '@shared/domain/contract-texts/category-texts';
import { isConfigurable } from '@shared/domain/profile-view/answer';
import { partTitle } from '@shared/domain/profile-view/split-rows';
import { storeSelector } from '@shared/domain/store-selector';
import { t } from '@shared/domain/t';
import type { LabelledSum } from '@shared/infrastructure/profile-series-query';
import { profileUrl } from '../../../routes';

/** A part of what CPU time was profiled, with the profile it leads to. */
export interface CostBar {
  id: string;
  title: string;
  meaning: string;
  share: number;
  url: string;
}

export interface CostOverview {
  /** What somebody switched on in a configuration: features and filters. */
  features: CostBar[];
  /** What carries requests anyway, the kernel, and code that is none of it. */
  rest: CostBar[];
}

/** The time that the page looks back, as in links to profiles. */
export const OVERVIEW_RANGE = { from: 'now-1h', to: 'now' } as const;
export const OVERVIEW_MS = 3_600_000;

/** Undefined if nothing was profiled. `sums` are by cost category; all shares are of the whole. */
export function costOverview(sums: LabelledSum[]): CostOverview | undefined {
  const bars = barsBy(sums, 'cost_category', textOfCategory);
  if (bars.length === 0) {
    return undefined;
  }
  return { features: bars.filter(({ id }) => isConfigurable(id)), rest: bars.filter(({ id }) => !isConfigurable(id)) };
}

/** `sums` are by service. */
export const serviceBars = (sums: LabelledSum[]): CostBar[] =>
  barsBy(sums, 'service_name', (service) => ({
    title: service || t('overview.services.unnamed', 'Without a service'),
    meaning: '',
  }));

const textOfCategory = (id: string): { title: string; meaning: string } => ({
  title: partTitle('category', id),
  meaning: categoryDescription(id),
});

function barsBy(
  sums: LabelledSum[],
  label: string,
  textOf: (value: string) => { title: string; meaning: string }
): CostBar[] {
  const parts = new Map<string, number>();
  for (const { labels, sum } of sums) {
    const value = labels[label] ?? '';
    parts.set(value, (parts.get(value) ?? 0) + sum);
  }
  const total = [...parts.values()].reduce((sum, part) => sum + part, 0);
  return [...parts]
    .filter(([, part]) => part > 0)
    .map(([id, part]) => ({ id, ...textOf(id), share: part / total, url: profileOf(label, id) }))
    .sort((a, b) => b.share - a.share);
}

/** An empty value selects what has no such label. */
const profileOf = (label: string, value: string) =>
  profileUrl({ labelSelector: storeSelector({}, { [label]: value }), ...OVERVIEW_RANGE }, 'on-cpu');
