import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { tasksUrl } from '../../../routes';
import { useRerunTask } from '@shared/domain/use-rerun-task';
import { deleteTask } from '@shared/infrastructure/tasks-api';

/** What can be done with a task that has ended. Both lead away from its page. */
export function useTaskActions(taskId: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const rerun = useRerunTask();
  const remove = useMutation({
    mutationFn: () => deleteTask(taskId),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      // It may be on an older page than the newest, which are not asked for again by themselves.
      void queryClient.invalidateQueries({ queryKey: ['task-pages'] });
      navigate(tasksUrl());
    },
  });
  return {
    data: { rerunError: rerun.error, removeError: remove.error, isBusy: rerun.isPending || remove.isPending },
    actions: { rerunTask: () => rerun.mutate(taskId), deleteTask: () => remove.mutate() },
  };
}
