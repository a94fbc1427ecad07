import { PROFILE_TYPES, type ProfileTypeId, type Task } from '@meshprof/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cancelTask, getTask } from '@shared/infrastructure/meshprof-api';
import { profileTypesOf } from '@shared/domain/describe-task';
import { NO_FILTERS, NO_FILTERS_OF_TYPE } from '@shared/domain/profile-view/profile-filters';
import { isTaskFinal, isUnderWay, POLL_ACTIVE_TASK_MS, POLL_IDLE_LIST_MS } from '@shared/domain/task-activity';
import { useUrlState } from '@shared/domain/use-url-state';
import { shownPartOf } from './shown-part';

function selectedType(task: Task, typeId: string | undefined) {
  const types = profileTypesOf(task);
  return types.find((type) => type.id === typeId) ?? types[0] ?? PROFILE_TYPES[0];
}

function pollIntervalOf(task: Task): number | false {
  if (isTaskFinal(task.state)) {
    return false;
  }
  return isUnderWay(task) ? POLL_ACTIVE_TASK_MS : POLL_IDLE_LIST_MS;
}

export function useTaskPage(taskId: string) {
  const state = useUrlState();
  const queryClient = useQueryClient();
  const queryKey = ['task', taskId];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => getTask(taskId, signal),
    refetchInterval: ({ state: { data } }) => (data ? pollIntervalOf(data) : POLL_ACTIVE_TASK_MS),
  });
  const cancel = useMutation({
    mutationFn: () => cancelTask(taskId),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const task = query.data;
  return {
    data: {
      query,
      cancel,
      task,
      state,
      chosenTarget: state.get('target'),
      part: task && shownPartOf(task, state.get('target')),
      type: task && selectedType(task, state.get('type')),
    },
    actions: {
      selectTarget: (targetId: string) => state.set({ ...NO_FILTERS, target: targetId }, { push: true }),
      selectType: (typeId: ProfileTypeId) => state.set({ ...NO_FILTERS_OF_TYPE, type: typeId }, { push: true }),
      cancelTask: () => cancel.mutate(),
    },
  };
}
