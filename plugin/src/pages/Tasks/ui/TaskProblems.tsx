import React from 'react';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import type { TaskActions } from '../domain/use-task-actions';

/** What could not be done, in the controller's words. */
export function TaskProblems({ actions: { rerun, cancel, remove, saving } }: { actions: TaskActions }) {
  return (
    <>
      {rerun.isError && (
        <ProblemAlert error={rerun.error} what={t('tasks.problems.rerun', 'The task was not run again')} />
      )}
      {cancel.isError && (
        <ProblemAlert error={cancel.error} what={t('tasks.problems.cancel', 'The task was not cancelled')} />
      )}
      {remove.isError && (
        <ProblemAlert error={remove.error} what={t('tasks.problems.delete', 'Not every task was deleted')} />
      )}
      {saving.isError && (
        <ProblemAlert error={saving.error} what={t('tasks.problems.export', 'The profile was not saved')} />
      )}
    </>
  );
}
