import type { ListedTarget, SelectorLabel } from '@meshprof/contracts';
import { request } from './controller-request';
import { type Listed, listUpTo } from './list-up-to';

/** Rows that are fetched at most; where there are more, the controller searches (see `TargetQuery`). */
const MAX_LISTED_TARGETS = 5000;
const PAGE_SIZE = 500;

/** What the controller looks for; without anything, every process. */
export type TargetQuery = Partial<Record<SelectorLabel, string>> & {
  verdict?: 'profilable' | 'refused';
  /** Words that must all occur in what is known of a process. */
  search?: string;
};

export const listTargets = (
  query: TargetQuery,
  signal?: AbortSignal,
  atMost: number = MAX_LISTED_TARGETS
): Promise<Listed<ListedTarget>> =>
  listUpTo(atMost, (cursor) => request('read/v1/targets', { params: { ...query, limit: PAGE_SIZE, cursor }, signal }));
