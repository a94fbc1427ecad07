import React, { useState } from 'react';
import { ConfirmModal, Button, LinkButton } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { isTaskFinal } from '@shared/domain/task-activity';
import { newTaskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { useTaskActions } from '../domain/use-task-actions';

interface Props {
  task: Task;
  isBusy: boolean;
  actions: ReturnType<typeof useTaskActions>['actions'];
}

/** What can be done with a task that has ended. Disabled with a reason where the role lacks the right. */
export function TaskActions({ task, isBusy, actions }: Props) {
  const [asksToDelete, setAsksToDelete] = useState(false);
  if (!isTaskFinal(task.state)) {
    return null;
  }
  const reason = reasonNotToOperate();
  const isDisabled = isBusy || reason !== undefined;
  return (
    <>
      <Button
        icon="repeat"
        onClick={actions.rerunTask}
        disabled={isDisabled}
        tooltip={reason ?? t('task.actions.rerun-meaning', 'The same task at once, on what matches now')}
        data-testid={testIds.task.rerun}
      >
        {t('task.actions.rerun', 'Run again')}
      </Button>
      <LinkButton
        variant="secondary"
        icon="edit"
        href={newTaskUrl({ copy: task.id })}
        disabled={isDisabled}
        tooltip={
          reason ?? t('task.actions.repeat-meaning', 'A new task like this one: change it, or give it a schedule')
        }
        data-testid={testIds.task.repeat}
      >
        {t('task.actions.repeat', 'Repeat with changes')}
      </LinkButton>
      <Button
        variant="secondary"
        icon="trash-alt"
        onClick={() => setAsksToDelete(true)}
        disabled={isDisabled}
        tooltip={reason ?? t('task.actions.delete', 'Delete this task')}
        aria-label={t('task.actions.delete', 'Delete this task')}
        data-testid={testIds.task.delete}
      />
      <ConfirmModal
        isOpen={asksToDelete}
        title={t('task.delete.title', 'Delete this task?')}
        body={t(
          'task.delete.body',
          'Its results and reasons are gone for everybody. Its profiles stay in the store until their retention ends.'
        )}
        confirmText={t('task.delete.confirm', 'Delete')}
        onConfirm={() => {
          setAsksToDelete(false);
          actions.deleteTask();
        }}
        onDismiss={() => setAsksToDelete(false)}
      />
    </>
  );
}
