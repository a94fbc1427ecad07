import type { ExperimentState } from '@meshprof/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import {
  isExperimentFinal,
  POLL_ACTIVE_EXPERIMENT_MS,
  POLL_IDLE_EXPERIMENTS_MS,
} from '@shared/domain/experiment/experiment-activity';
import { useDebounced } from '@shared/domain/use-debounced';
import { useUrlState } from '@shared/domain/use-url-state';
import { type ExperimentQuery, listExperiments } from '@shared/infrastructure/experiments-api';
import { experimentFilterOf, experimentQueryOf, isFiltered } from './experiment-filter';

const TYPING_MS = 300;

export function useExperimentsPage() {
  const url = useUrlState();
  const filter = experimentFilterOf(url.get);
  const asked = useDebounced(JSON.stringify(experimentQueryOf(filter)), TYPING_MS);
  const query = useInfiniteQuery({
    queryKey: ['experiments', asked],
    queryFn: ({ pageParam, signal }) =>
      listExperiments(JSON.parse(asked) as ExperimentQuery, { cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((item) => !isExperimentFinal(item.state)))
        ? POLL_ACTIVE_EXPERIMENT_MS
        : POLL_IDLE_EXPERIMENTS_MS,
  });
  return {
    data: {
      query,
      filter,
      isFiltered: isFiltered(filter),
      experiments: query.data?.pages.flatMap(({ items }) => items) ?? [],
    },
    actions: {
      setSearch: (search: string) => url.set({ search }),
      setAuthor: (author: string) => url.set({ author }),
      setStates: (next: readonly ExperimentState[]) => url.set({ state: next.join(',') }, { push: true }),
      clearFilters: () => url.set({ search: undefined, author: undefined, state: undefined }, { push: true }),
    },
  };
}

export type ExperimentsPageState = ReturnType<typeof useExperimentsPage>;
