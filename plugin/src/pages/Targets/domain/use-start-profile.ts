import type { ListedTarget } from '@meshprof/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { createTask } from '@shared/infrastructure/meshprof-api';
import { taskUrl } from '../../../routes';
import { type ProfileForm, profileRequest } from './profile-request';

/** Creates the task and goes to its page once the controller has it: "created" is never said before it is true. */
export function useStartProfile(target: ListedTarget) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (form: ProfileForm) => createTask(profileRequest(target, form)),
    onSuccess: (task) => {
      queryClient.setQueryData(['task', task.id], task);
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      navigate(taskUrl(task.id));
    },
  });
}
