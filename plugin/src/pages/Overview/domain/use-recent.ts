import { useQuery } from '@tanstack/react-query';
import { isTaskFinal, isUnderWay } from '@shared/domain/task-activity';
import { listAgents } from '@shared/infrastructure/agents-api';
import { listDeliveries } from '@shared/infrastructure/alerts-api';
import { isExperimentUnderWay } from '@shared/domain/experiment/experiment-activity';
import { listExperiments } from '@shared/infrastructure/experiments-api';
import { listTasks } from '@shared/infrastructure/tasks-api';

const TASKS = 20;
/** Someone watches a task run; else nothing here is worth more than a look now and then. */
const REFRESH_RUNNING_MS = 2_000;
const REFRESH_MS = 15_000;

/** The newest tasks: one request serves what runs and what ran last. */
export function useRecentTasks() {
  const query = useQuery({
    queryKey: ['recent-tasks', TASKS],
    queryFn: ({ signal }) => listTasks({}, { limit: TASKS }, signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some((task) => isUnderWay(task)) ? REFRESH_RUNNING_MS : REFRESH_MS,
  });
  const tasks = query.data?.items ?? [];
  return {
    query,
    running: tasks.filter((task) => isUnderWay(task)),
    ended: tasks.filter(({ state }) => isTaskFinal(state)),
  };
}

/** Experiments that hold a proxy now; few at any time. */
export function useRunningExperiments() {
  const { data } = useQuery({
    queryKey: ['running-experiments'],
    queryFn: ({ signal }) => listExperiments({}, { limit: TASKS }, signal),
    refetchInterval: REFRESH_MS,
  });
  return data?.items.filter(({ state }) => isExperimentUnderWay(state)) ?? [];
}

export const useAgents = () =>
  useQuery({ queryKey: ['agents'], queryFn: ({ signal }) => listAgents(signal), refetchInterval: REFRESH_MS });

export const useRecentDeliveries = () =>
  useQuery({
    queryKey: ['recent-deliveries'],
    queryFn: ({ signal }) => listDeliveries({}, undefined, signal),
    refetchInterval: REFRESH_MS,
  });
