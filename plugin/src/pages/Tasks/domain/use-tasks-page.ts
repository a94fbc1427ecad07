import { useInfiniteQuery } from '@tanstack/react-query';
import { listTasks } from '@shared/infrastructure/meshprof-api';
import { isTaskFinal, POLL_ACTIVE_LIST_MS, POLL_IDLE_LIST_MS } from '@shared/domain/task-activity';

export function useTasksPage() {
  const query = useInfiniteQuery({
    queryKey: ['tasks'],
    queryFn: ({ pageParam, signal }) => listTasks(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => {
      const tasks = state.data?.pages.flatMap((page) => page.items) ?? [];
      return tasks.some((task) => !isTaskFinal(task.state)) ? POLL_ACTIVE_LIST_MS : POLL_IDLE_LIST_MS;
    },
  });
  return {
    data: { query, tasks: query.data?.pages.flatMap((page) => page.items) ?? [] },
    actions: { loadMore: () => void query.fetchNextPage() },
  };
}
