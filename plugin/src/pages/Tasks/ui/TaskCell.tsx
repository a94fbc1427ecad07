import React from 'react';
import { Text, TextLink } from '@grafana/ui';
import { type Task, writeSelectorText } from '@meshprof/contracts';
import { describeCause } from '@shared/domain/describe-cause';
import { describeTargets } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

/** What was profiled, why, and how it went. */
export function TaskCell({ task }: { task: Task }) {
  const { targets: rows, title, cause, reason, tags } = task;
  // A task that is to come has no processes yet.
  const targets = rows.length > 0 ? describeTargets(task) : writeSelectorText(task.selector);
  const place = rows.length === 1 && rows[0] ? `${rows[0].role} · ${rows[0].node}` : undefined;
  const details = [targets !== title && targets, place, ...tags].filter(Boolean).join(' · ');
  return (
    <div>
      <div>
        <TextLink href={taskUrl(task.id)} inline={false} weight="medium">
          {title || targets}
        </TextLink>
      </div>
      {details && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {details}
          </Text>
        </div>
      )}
      {cause && (
        <div title={cause.detail} data-testid={testIds.tasks.cause(task.id)}>
          <Text variant="bodySmall">
            {t('tasks.task.because', 'Because of {{cause}}', { cause: describeCause(cause) })}
          </Text>
        </div>
      )}
      {reason && (
        <div>
          <Text variant="bodySmall" color="warning">
            {reason}
          </Text>
        </div>
      )}
    </div>
  );
}
