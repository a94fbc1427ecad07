import React from 'react';
import { ConfirmModal } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { titleOfTask } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';

interface Props {
  tasks: readonly Task[];
  onConfirm: () => Promise<void>;
  onDismiss: () => void;
}

export function DeleteDialog({ tasks, onConfirm, onDismiss }: Props) {
  const [first] = tasks;
  const what =
    tasks.length === 1 && first
      ? t('tasks.delete.one', 'Delete “{{title}}”?', { title: titleOfTask(first) })
      : t('tasks.delete.many', 'Delete {{count}} tasks?', { count: tasks.length });
  return (
    <ConfirmModal
      isOpen
      title={t('tasks.delete.title', 'Delete')}
      body={what}
      description={t(
        'tasks.delete.description',
        'The task disappears from all lists. Its profiles stay in the profile store, under its task_id, until the retention there ends.'
      )}
      confirmText={t('tasks.delete.confirm', 'Delete')}
      dismissText={t('tasks.delete.dismiss', 'Keep')}
      onConfirm={onConfirm}
      onDismiss={onDismiss}
    />
  );
}
