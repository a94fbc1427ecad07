import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Combobox, Field, Modal } from '@grafana/ui';
import type { ProfileTypeId, Task } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { describeEvents, profileTypesOf, titleOfTask } from '@shared/domain/describe-task';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import { t } from '@shared/domain/t';
import { listTasks } from '@shared/infrastructure/tasks-api';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { compareUrl, type ProfileRef } from '../../../routes';
import { testIds } from '../../../test-ids';

interface Props {
  task: Task;
  profile: ProfileRef;
  typeId: ProfileTypeId;
  onClose: () => void;
}

/** Chooses the left side among the last tasks that have a profile of this type. */
export function OtherTaskModal({ task, profile, typeId, onClose }: Props) {
  const navigate = useNavigate();
  const query = useQuery({ queryKey: ['tasks-to-compare'], queryFn: ({ signal }) => listTasks({}, {}, signal) });
  const others = (query.data?.items ?? []).flatMap((other) => {
    const ref = profileRefOfTask(other);
    const hasType = profileTypesOf(other).some(({ id }) => id === typeId);
    return other.id !== task.id && ref && hasType ? [{ other, ref }] : [];
  });
  const choose = (taskId: string) => {
    const chosen = others.find(({ other }) => other.id === taskId);
    if (chosen) {
      navigate(compareUrl(chosen.ref, profile, typeId));
    }
  };
  return (
    <Modal isOpen title={t('task.compare.title', 'Compare with another task')} onDismiss={onClose}>
      {query.isPending && <Loading text={t('task.compare.loading', 'Loading the last tasks…')} />}
      {query.isError && (
        <ProblemAlert
          error={query.error}
          what={t('task.compare.failed', 'The tasks could not be loaded')}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data && others.length === 0 && (
        <EmptyState title={t('task.compare.none', 'There is no other task with such a profile')}>
          {t('task.compare.none-text', 'Run this task again, for instance after a change, and compare the two.')}
        </EmptyState>
      )}
      {others.length > 0 && (
        <Field
          label={t('task.compare.task', 'Task')}
          description={t('task.compare.task-meaning', 'It becomes the baseline; this task is compared with it.')}
        >
          <Combobox
            id="task-to-compare"
            options={others.map(({ other }) => ({
              value: other.id,
              label: titleOfTask(other),
              description: `${dateTimeFormat(other.createdAt)}, ${describeEvents(other)}`,
            }))}
            value={null}
            onChange={({ value }) => choose(value)}
            placeholder={t('task.compare.choose', 'Choose a task')}
            data-testid={testIds.task.compareTask}
          />
        </Field>
      )}
    </Modal>
  );
}
