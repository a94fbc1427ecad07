import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { taskUrl, tasksUrl } from '../../../routes';
import { useIdempotencyKey } from '@shared/domain/idempotency-key';
import { deleteTask, rerunTask } from '@shared/infrastructure/tasks-api';

/** What can be done with a task that has ended. Both lead away from its page. */
export function useTaskActions(taskId: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  // Trying again after a lost answer finds what the first try made.
  const { keyFor, start } = useIdempotencyKey();
  const toList = () => queryClient.invalidateQueries({ queryKey: ['tasks'] });
  const rerun = useMutation({
    mutationFn: () => rerunTask(taskId, keyFor(taskId)),
    onSuccess: ({ id }) => {
      start();
      void toList();
      navigate(taskUrl(id));
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteTask(taskId),
    onSuccess: () => {
      void toList();
      navigate(tasksUrl());
    },
  });
  return {
    data: { rerunError: rerun.error, removeError: remove.error, isBusy: rerun.isPending || remove.isPending },
    actions: { rerunTask: () => rerun.mutate(), deleteTask: () => remove.mutate() },
  };
}
