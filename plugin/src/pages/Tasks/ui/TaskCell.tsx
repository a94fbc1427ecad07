import React from 'react';
import { Text, TextLink } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { describeCause } from '@shared/domain/describe-cause';
import { describeSubject, titleOfTask } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

/** What was profiled, why, and how it went. */
export function TaskCell({ task }: { task: Task }) {
  const { targets, cause, tags } = task;
  const { reason } = translatedReason(task);
  const title = titleOfTask(task);
  const subject = describeSubject(task);
  const place = targets.length === 1 && targets[0] ? `${targets[0].role} · ${targets[0].node}` : undefined;
  const details = [subject !== title && subject, place, ...tags].filter(Boolean).join(' · ');
  return (
    <div>
      <div>
        <TextLink href={taskUrl(task.id)} inline={false} weight="medium">
          {title}
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
