import { PROFILE_TYPES, type ProfileTypeId, type Task, type TaskTarget } from '@meshprof/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cancelTask, getTask } from '@shared/infrastructure/meshprof-api';
import { profileTypesOf } from '@shared/domain/describe-task';
import { isTargetFinal, isTaskFinal, POLL_ACTIVE_TASK_MS } from '@shared/domain/task-activity';
import { useUrlState } from '@shared/domain/use-url-state';

/** The target of the URL, else the first that has a profile, else the first. */
function selectedTarget(task: Task, targetId: string | undefined) {
  return (
    task.targets.find((target) => target.id === targetId) ??
    task.targets.find((target) => target.profileStart !== undefined) ??
    task.targets[0]
  );
}

/**
 * A target's profile is shown as soon as that target has ended, even while others still run. One that failed before
 * it delivered anything has only its reason to show.
 */
const hasProfile = ({ state, profileStart }: TaskTarget) =>
  isTargetFinal(state) && (state === 'completed' || profileStart !== undefined);

function selectedType(task: Task, typeId: string | undefined) {
  const types = profileTypesOf(task);
  return types.find((type) => type.id === typeId) ?? types[0] ?? PROFILE_TYPES[0];
}

export function useTaskPage(taskId: string) {
  const url = useUrlState();
  const queryClient = useQueryClient();
  const queryKey = ['task', taskId];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => getTask(taskId, signal),
    refetchInterval: ({ state }) => (state.data && isTaskFinal(state.data.state) ? false : POLL_ACTIVE_TASK_MS),
  });
  const cancel = useMutation({
    mutationFn: () => cancelTask(taskId),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const task = query.data;
  const target = task && selectedTarget(task, url.get('target'));
  return {
    data: {
      query,
      cancel,
      task,
      target,
      type: task && selectedType(task, url.get('type')),
      showsProfile: target !== undefined && hasProfile(target),
    },
    actions: {
      selectTarget: (targetId: string) => url.set({ target: targetId }, { push: true }),
      selectType: (typeId: ProfileTypeId) => url.set({ type: typeId }, { push: true }),
      cancelTask: () => cancel.mutate(),
    },
  };
}
