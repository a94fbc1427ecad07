import { useRef } from 'react';
import type { Schedule, Task } from '@meshprof/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { createSchedule } from '../../infrastructure/schedules-api';
import { cloneTask, createTask } from '../../infrastructure/tasks-api';
import { taskUrl, tasksUrl } from '../../../routes';
import { useIdempotencyKey } from '../idempotency-key';
import { createTaskOfForm, scheduleOfForm } from './create-task-of-form';
import type { TaskForm } from './task-form';

type Made = { kind: 'task'; task: Task } | { kind: 'schedule'; schedule: Schedule };

/**
 * Creates what the form describes and goes to its page once the controller has it: "created" is never said before it is
 * true, and trying again after a lost answer finds what the first try made.
 */
export function useCreateTask({ copyOf }: { copyOf?: string } = {}) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { keyFor, start } = useIdempotencyKey();
  const isUnderWay = useRef(false);
  const mutation = useMutation({
    mutationFn: async (form: TaskForm): Promise<Made> => {
      if (form.start === 'repeat') {
        return { kind: 'schedule', schedule: await createSchedule(given(scheduleOfForm(form))) };
      }
      const body = given(createTaskOfForm(form));
      const key = keyFor({ copyOf, body });
      const task = await (copyOf === undefined ? createTask(body, key) : cloneTask(copyOf, body, key));
      return { kind: 'task', task };
    },
    onSuccess: (made) => {
      start();
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      if (made.kind === 'task') {
        queryClient.setQueryData(['task', made.task.id], made.task);
        navigate(taskUrl(made.task.id));
      } else {
        navigate(tasksUrl({ schedule: made.schedule.id }));
      }
    },
    onSettled: () => {
      isUnderWay.current = false;
    },
  });
  return {
    isPending: mutation.isPending,
    error: mutation.error,
    /** A second click, which comes before the button is drawn as disabled, does nothing. */
    create: (form: TaskForm) => {
      if (!isUnderWay.current) {
        isUnderWay.current = true;
        mutation.mutate(form);
      }
    },
  };
}

/** Forms do not submit without a condition. */
function given<T>(body: T | undefined): T {
  if (body === undefined) {
    throw new Error('A task needs at least one condition on its processes');
  }
  return body;
}
