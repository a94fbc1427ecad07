import type { ListedTarget, Page, SelectorLabel } from '@meshprof/contracts';
import { request } from './controller-request';

/** Rows that are fetched at most; where there are more, the controller searches (see `TargetQuery`). */
export const MAX_LISTED_TARGETS = 5000;
const PAGE_SIZE = 500;

/** What the controller looks for; without anything, every process. */
export type TargetQuery = Partial<Record<SelectorLabel, string>> & {
  verdict?: 'profilable' | 'refused';
  /** Words that must all occur in what is known of a process. */
  search?: string;
};

export interface ListedTargets {
  items: ListedTarget[];
  /** True where more match than were asked for. */
  cut: boolean;
}

export async function listTargets(
  query: TargetQuery,
  signal?: AbortSignal,
  atMost: number = MAX_LISTED_TARGETS
): Promise<ListedTargets> {
  const items: ListedTarget[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<ListedTarget> = await request('read/v1/targets', {
      params: { ...query, limit: PAGE_SIZE, cursor },
      signal,
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < atMost);
  return { items, cut: Boolean(cursor) };
}
