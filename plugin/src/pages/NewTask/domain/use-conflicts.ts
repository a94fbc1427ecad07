import { useMemo } from 'react';
import { FINAL_TASK_STATES, TASK_STATES, type TaskPlan } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { listTasks } from '@shared/infrastructure/tasks-api';
import { type Conflict, findConflicts } from './find-conflicts';

const ACTIVE_STATES = TASK_STATES.filter((state) => !FINAL_TASK_STATES.some((final) => final === state));
const REFRESH_MS = 10_000;
const NONE: Conflict[] = [];

export function useConflicts(plan: TaskPlan | undefined): Conflict[] {
  const { data } = useQuery({
    queryKey: ['tasks', 'active'],
    queryFn: ({ signal }) => listTasks({ states: ACTIVE_STATES }, {}, signal),
    enabled: plan !== undefined,
    refetchInterval: REFRESH_MS,
  });
  return useMemo(() => (plan && data ? findConflicts(plan, data.items) : NONE), [plan, data]);
}
