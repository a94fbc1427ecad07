import React from 'react';
import { Alert, TextLink } from '@grafana/ui';
import { titleOfTask } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { Conflict } from '../domain/find-conflicts';

/** Other tasks on the same processes. */
export function PlanConflicts({ conflicts }: { conflicts: Conflict[] }) {
  if (conflicts.length === 0) {
    return null;
  }
  return (
    <Alert
      severity="info"
      title={t('new-task.plan.conflicts', 'Some of these processes are being profiled already')}
      data-testid={testIds.newTask.planConflicts}
    >
      {t('new-task.plan.conflicts-text', 'Both tasks work, each with its own numbers; their costs add up.')}
      <ul>
        {conflicts.map(({ task, processes }) => (
          <li key={task.id}>
            <TextLink href={taskUrl(task.id)}>{titleOfTask(task)}</TextLink>{' '}
            {t('new-task.plan.conflict-count', '({{count}} processes)', {
              count: processes,
              defaultValue_one: '({{count}} process)',
            })}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
