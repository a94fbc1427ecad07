import { useQuery } from '@tanstack/react-query';
import { listDeliveries } from '@shared/infrastructure/alerts-api';
import { listExperiments } from '@shared/infrastructure/experiments-api';
import { listTasks } from '@shared/infrastructure/tasks-api';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';

const TASKS = 100;
const EXPERIMENTS = 20;

/** What a side is offered; asked once, not polled: a list that moves while one picks from it is no help. */
export function useChoices() {
  const tasks = useQuery({
    queryKey: ['recent-tasks', TASKS],
    queryFn: ({ signal }) => listTasks({}, { limit: TASKS }, signal),
    staleTime: 30_000,
  });
  const alerts = useQuery({
    queryKey: ['recent-deliveries'],
    queryFn: ({ signal }) => listDeliveries({}, undefined, signal),
    staleTime: 30_000,
  });
  const experiments = useQuery({
    queryKey: ['recent-experiments', EXPERIMENTS],
    queryFn: ({ signal }) => listExperiments({}, { limit: EXPERIMENTS }, signal),
    staleTime: 30_000,
  });
  return {
    query: tasks,
    tasks: (tasks.data?.items ?? []).filter((task) => profileRefOfTask(task) !== undefined),
    /** Newest first; undefined until they are known. */
    experiments: experiments.data?.items,
    /** Undefined until they are known. */
    alerts: alerts.data?.items.filter(({ selector }) => selector !== undefined),
  };
}

export type Choices = ReturnType<typeof useChoices>;
