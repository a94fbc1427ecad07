import type { Task, TaskTarget } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { isTargetFinal } from '@shared/domain/task-activity';
import { nullIfNotFound } from '@shared/infrastructure/problem-of-error';
import { getTargetSettings } from '@shared/infrastructure/target-settings-api';

/** What the target's files said while it was profiled; null if nobody knows, as of what is no Envoy. */
export function useTargetSettings(task: Task, target: TaskTarget) {
  return useQuery({
    queryKey: ['target-settings', task.id, target.id],
    enabled: isTargetFinal(target.state),
    queryFn: ({ signal }) => nullIfNotFound(getTargetSettings(task.id, target.id, signal)),
    staleTime: Infinity,
  });
}
