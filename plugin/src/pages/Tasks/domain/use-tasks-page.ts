import { useMemo } from 'react';
import type { Task, TaskState } from '@meshprof/contracts';
import { useDebounced } from '@shared/domain/use-debounced';
import { useTimeRange } from '@shared/domain/use-time-range';
import { type UrlState, useUrlState } from '@shared/domain/use-url-state';
import { taskFilterOf, isFiltered, taskQueryOf } from './task-filter';
import { layoutTimeline } from './timeline-layout';
import { useTaskActions } from './use-task-actions';
import { useTaskList } from './use-task-list';

/** Tasks are kept for weeks, and looking for one of last week is what a list is for. */
const FIRST_RANGE = { from: 'now-7d', to: 'now' };
/** Long enough for the next keystroke to come. */
const SETTLE_MS = 300;

export function useTasksPage() {
  const url = useUrlState();
  const range = useTimeRange({ fallback: FIRST_RANGE });
  const filter = taskFilterOf(url.get);
  const search = useDebounced(filter.search, SETTLE_MS);
  const author = useDebounced(filter.author, SETTLE_MS);
  const { fromUnixMs, toUnixMs, raw } = range.data;
  const endsNow = raw.to === 'now';
  const list = useTaskList(taskQueryOf({ ...filter, search, author }, { fromUnixMs, toUnixMs, endsNow }));
  const { tasks, pages, updatedAtMs } = list;
  const hasOlder = pages.hasNextPage;
  // The page may be open for long: what was created since has its place, too.
  const untilUnixMs = endsNow ? Math.max(toUnixMs, updatedAtMs) : toUnixMs;
  const timeline = useMemo(
    () => layoutTimeline(tasks, { fromUnixMs, toUnixMs: untilUnixMs }, hasOlder),
    [tasks, fromUnixMs, untilUnixMs, hasOlder]
  );
  const selectedText = url.get('selected') ?? '';
  const selectedIds = useMemo(() => new Set(selectedText.split(',').filter(Boolean)), [selectedText]);
  const selected = useMemo(() => tasks.filter(({ id }) => selectedIds.has(id)), [tasks, selectedIds]);

  return {
    data: { list, range, filter, isFiltered: isFiltered(filter), timeline, selectedIds, selected },
    actions: { ...useListActions(url.set, selectedIds), loadMore: list.loadMore },
    taskActions: useTaskActions(list),
  };
}

export type TasksPageState = ReturnType<typeof useTasksPage>;

function useListActions(set: UrlState['set'], selectedIds: ReadonlySet<string>) {
  return useMemo(
    () => ({
      setSearch: (search: string) => set({ search }),
      setStates: (states: readonly TaskState[]) => set({ state: states.join(',') }),
      setChoice: (key: 'origin' | 'event' | 'author' | 'schedule', value: string | undefined) => set({ [key]: value }),
      clearFilters: () =>
        set({
          search: undefined,
          state: undefined,
          origin: undefined,
          event: undefined,
          author: undefined,
          schedule: undefined,
        }),
      toggleSelected: ({ id }: Task) => {
        const ids = selectedIds.has(id) ? [...selectedIds].filter((other) => other !== id) : [...selectedIds, id];
        set({ selected: ids.join(',') });
      },
      clearSelection: () => set({ selected: undefined }),
    }),
    [set, selectedIds]
  );
}
