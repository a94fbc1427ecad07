import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { taskUrl } from '../../routes';
import { rerunTask } from '../infrastructure/tasks-api';
import { useIdempotencyKey } from './idempotency-key';

/** The same task at once, and then to its page. Trying again after a lost answer finds what the first try made. */
export function useRerunTask() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { keyFor, start } = useIdempotencyKey();
  return useMutation({
    mutationFn: (taskId: string) => rerunTask(taskId, keyFor(taskId)),
    onSuccess: (task) => {
      start();
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      queryClient.setQueryData(['task', task.id], task);
      navigate(taskUrl(task.id));
    },
  });
}
