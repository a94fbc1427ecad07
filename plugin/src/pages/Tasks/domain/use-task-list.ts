import { useCallback, useEffect, useMemo } from 'react';
import type { Page, Task } from '@meshprof/contracts';
import { type InfiniteData, useInfiniteQuery, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { getTask } from '@shared/infrastructure/meshprof-api';
import { listTasks, type TaskQuery } from '@shared/infrastructure/tasks-api';
import { isTaskFinal, isUnderWay, POLL_ACTIVE_LIST_MS, POLL_IDLE_LIST_MS } from '@shared/domain/task-activity';
import { mergeNews } from './merge-news';

/** Of tasks that have not ended although many newer ones were created: those that start in days, say. */
const MAX_OLD_ACTIVE = 20;

/**
 * Tasks as far as they were scrolled to, kept fresh: pages are fetched once, the newest one again and again, and older
 * tasks that still run one by one.
 */
export function useTaskList(query: TaskQuery) {
  const client = useQueryClient();
  const pagesKey = ['task-pages', query];
  const pages = useInfiniteQuery({
    queryKey: pagesKey,
    queryFn: ({ pageParam, signal }) => listTasks(query, { cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
  });
  const newest = useQuery({
    queryKey: ['tasks', 'newest', query],
    queryFn: ({ signal }) => listTasks(query, {}, signal),
    enabled: pages.isSuccess,
    // The first of the pages is the newest one; as long as it is fresh it is not asked for a second time.
    initialData: pages.data?.pages[0],
    initialDataUpdatedAt: pages.dataUpdatedAt,
    staleTime: POLL_ACTIVE_LIST_MS,
    refetchInterval: ({ state }) =>
      state.data?.items.some((task) => isUnderWay(task)) ? POLL_ACTIVE_LIST_MS : POLL_IDLE_LIST_MS,
  });
  const loaded = useMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? [], [pages.data]);
  const { tasks, hasGap } = useMemo(() => mergeNews(loaded, newest.data), [loaded, newest.data]);
  const { refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = pages;
  useEffect(() => {
    if (hasGap) {
      void refetch();
    }
  }, [hasGap, refetch]);
  const known = useMemo(() => new Set(newest.data?.items.map(({ id }) => id)), [newest.data]);
  const updated = useOldActive(tasks, known);
  const forget = (ids: readonly string[]) => {
    client.setQueryData<InfiniteData<Page<Task>>>(pagesKey, (data) => data && withoutTasks(data, ids));
    void client.invalidateQueries({ queryKey: ['tasks', 'newest'] });
  };
  return {
    tasks: updated,
    pages,
    /** When the newest tasks were asked for last. */
    updatedAtMs: newest.dataUpdatedAt,
    error: pages.error ?? newest.error,
    loadMore: useCallback(() => {
      if (hasNextPage && !isFetchingNextPage) {
        void fetchNextPage();
      }
    }, [fetchNextPage, hasNextPage, isFetchingNextPage]),
    refresh: () => client.invalidateQueries({ queryKey: ['tasks', 'newest'] }),
    forget,
  };
}

function useOldActive(tasks: Task[], fresh: ReadonlySet<string>): Task[] {
  const old = tasks.filter(({ id, state }) => !fresh.has(id) && !isTaskFinal(state)).slice(0, MAX_OLD_ACTIVE);
  const now = useQueries({
    queries: old.map(({ id }) => ({
      queryKey: ['task', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => getTask(id, signal),
      refetchInterval: POLL_IDLE_LIST_MS,
      enabled: fresh.size > 0,
    })),
    combine: (results) => results.flatMap(({ data }) => (data ? [data] : [])),
  });
  return useMemo(() => {
    const byId = new Map(now.map((task) => [task.id, task]));
    return byId.size === 0 ? tasks : tasks.map((task) => byId.get(task.id) ?? task);
  }, [tasks, now]);
}

function withoutTasks(data: InfiniteData<Page<Task>>, ids: readonly string[]): InfiniteData<Page<Task>> {
  const pages = data.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => !ids.includes(id)) }));
  return { ...data, pages };
}
