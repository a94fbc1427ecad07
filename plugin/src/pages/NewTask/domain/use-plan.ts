import type { PlanTask } from '@meshprof/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { planOfForm } from '@shared/domain/task-form/create-task-of-form';
import { hasEvent, type TaskForm } from '@shared/domain/task-form/task-form';
import { useDebounced } from '@shared/domain/use-debounced';
import { planTask } from '@shared/infrastructure/tasks-api';

/** Long enough for the next keystroke to come, short enough to feel live. */
const SETTLE_MS = 350;
/** Processes come and go while somebody thinks. */
const REFRESH_MS = 10_000;

/**
 * What the form's task would be, asked of the controller whenever the form settles. A question that the next one makes
 * pointless is aborted, and the former answer stays until the new one is there.
 */
export function usePlan(form: TaskForm, { enabled }: { enabled: boolean }) {
  const body = hasEvent(form) ? planOfForm(form) : undefined;
  const now = body === undefined ? '' : JSON.stringify(body);
  const asked = useDebounced(now, SETTLE_MS);
  const query = useQuery({
    queryKey: ['task-plan', asked],
    queryFn: ({ signal }) => planTask(JSON.parse(asked) as PlanTask, signal),
    enabled: enabled && asked !== '',
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    gcTime: 60_000,
  });
  return {
    plan: asked === '' ? undefined : query.data,
    error: asked === '' ? undefined : query.error,
    /** What is shown is not yet what the form says. */
    isBehind: now !== asked || (query.isFetching && query.isPlaceholderData) || (asked !== '' && query.isLoading),
    /** The form has what a task needs: a condition, and something to look at. */
    isReady: now !== '',
    retry: () => void query.refetch(),
  };
}

export type PlanState = ReturnType<typeof usePlan>;
