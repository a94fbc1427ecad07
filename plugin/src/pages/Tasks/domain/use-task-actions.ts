import type { ProfileTypeId, Task } from '@meshprof/contracts';
import { useMutation } from '@tanstack/react-query';
import { cancelTask } from '@shared/infrastructure/meshprof-api';
import { deleteTask } from '@shared/infrastructure/tasks-api';
import { useAppSettings } from '@shared/domain/app-settings';
import { useRerunTask } from '@shared/domain/use-rerun-task';
import { pickProfileDataSource } from '@shared/infrastructure/profile-query';
import { exportTask } from './export-task';

interface ListChanges {
  /** Tasks that are no more. */
  forget: (ids: readonly string[]) => void;
  refresh: () => Promise<void>;
}

/** What can be done with tasks of the list. Nothing is said to be done before the controller has done it. */
export function useTaskActions({ forget, refresh }: ListChanges) {
  const { dataSourceUid } = useAppSettings();
  const rerun = useRerunTask();
  const cancel = useMutation({ mutationFn: (task: Task) => cancelTask(task.id), onSettled: refresh });
  const remove = useMutation({
    mutationFn: async (tasks: readonly Task[]) => {
      const gone: string[] = [];
      try {
        for (const { id } of tasks) {
          await deleteTask(id);
          gone.push(id);
        }
      } finally {
        // Those before the one that failed are gone all the same.
        forget(gone);
      }
    },
  });
  const saving = useMutation({
    mutationFn: ({ task, type }: { task: Task; type: ProfileTypeId }) =>
      exportTask(task, type, pickProfileDataSource(dataSourceUid)),
  });
  return { rerun, cancel, remove, saving };
}

export type TaskActions = ReturnType<typeof useTaskActions>;
