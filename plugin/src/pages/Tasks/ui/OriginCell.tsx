import React from 'react';
import { Icon, type IconName, Stack, Text, TextLink } from '@grafana/ui';
import type { Task, TaskOrigin } from '@meshprof/contracts';
import { describeOrigin } from '@shared/domain/describe-cause';
import { t } from '@shared/domain/t';
import { tasksUrl } from '../../../routes';

const ICONS: Record<TaskOrigin, IconName> = {
  user: 'user',
  alert: 'bell',
  policy: 'shield',
  experiment: 'flask',
};

/** A person by name, with the way to their schedule if it made the task; anything else by its kind. */
export function OriginCell({ task: { origin, author, scheduleId } }: { task: Task }) {
  const isSchedule = origin === 'user' && scheduleId !== undefined;
  const kind = isSchedule ? t('tasks.origin.schedule', 'Schedule') : describeOrigin(origin);
  return (
    <Stack direction="row" gap={0.5} alignItems="center">
      <Icon name={isSchedule ? 'calendar-alt' : ICONS[origin]} size="sm" title={kind} />
      {isSchedule ? (
        <TextLink href={tasksUrl({ schedule: scheduleId })} variant="bodySmall" color="primary" inline={false}>
          {author}
        </TextLink>
      ) : (
        <Text variant="bodySmall">{origin === 'user' ? author : kind}</Text>
      )}
    </Stack>
  );
}
