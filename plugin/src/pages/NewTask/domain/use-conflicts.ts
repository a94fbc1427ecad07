import { useMemo } from 'react';
import { TASK_STATES, type TaskPlan } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { isTaskFinal, POLL_IDLE_LIST_MS } from '@shared/domain/task-activity';
import { listTasks } from '@shared/infrastructure/tasks-api';
import { type Conflict, findConflicts } from './find-conflicts';

const ACTIVE_STATES = TASK_STATES.filter((state) => !isTaskFinal(state));
const NONE: Conflict[] = [];

export function useConflicts(plan: TaskPlan | undefined): Conflict[] {
  const { data } = useQuery({
    queryKey: ['tasks', 'active'],
    queryFn: ({ signal }) => listTasks({ states: ACTIVE_STATES }, {}, signal),
    enabled: plan !== undefined,
    refetchInterval: POLL_IDLE_LIST_MS,
  });
  return useMemo(() => (plan && data ? findConflicts(plan, data.items) : NONE), [plan, data]);
}
