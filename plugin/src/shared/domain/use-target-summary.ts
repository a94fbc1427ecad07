import type { Task, TaskTarget } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { isTargetFinal } from '@shared/domain/task-activity';
import { getTargetSummary } from '@shared/infrastructure/meshprof-api';
import { nullIfNotFound } from '@shared/infrastructure/problem-of-error';

/** What the target's session told beside its profiles; null if it did not, as one of an older agent. */
export function useTargetSummary(task: Task | undefined, target: TaskTarget | undefined) {
  return useQuery({
    queryKey: ['target-summary', task?.id, target?.id],
    enabled: target !== undefined && task?.events.includes('off-cpu') === true && isTargetFinal(target.state),
    queryFn: async ({ signal }) =>
      task && target ? nullIfNotFound(getTargetSummary(task.id, target.id, signal)) : null,
    staleTime: Infinity,
  });
}
