import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Button, Stack, Text, TextLink } from '@grafana/ui';
import { DEFAULT_EVENTS, type Schedule, writeSelectorText } from '@meshprof/contracts';
import { describeEvents } from '@shared/domain/describe-task';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { reasonText } from '@shared/domain/contract-texts/reason-texts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { SelectorText } from '@shared/ui/SelectorText';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { taskUrl, tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { SchedulesState } from '../domain/use-schedules';
import { TurnScheduleButton } from './TurnScheduleButton';

export function SchedulesTable(state: SchedulesState) {
  return (
    <DataTable
      caption={t('tasks.schedules.caption', 'Schedules, newest first')}
      columns={[...FACTS.map((column) => column()), buttonsColumn(state)]}
      rows={state.data.schedules}
      rowId={({ id }) => id}
      rowTestId={({ id }) => testIds.tasks.scheduleRow(id)}
      isDimmed={({ enabled }) => !enabled}
    />
  );
}

// Functions: texts are looked up when they are drawn.
const FACTS: ReadonlyArray<() => Column<Schedule>> = [
  () => ({
    id: 'what',
    title: t('tasks.schedules.what', 'What'),
    cell: ({ id, task }) => (
      <>
        <TextLink href={tasksUrl({ schedule: id })} inline={false} variant="bodySmall">
          {task.title || writeSelectorText(task.selector)}
        </TextLink>
        {task.title && <SelectorText selector={task.selector} />}{' '}
        <Text color="secondary" variant="bodySmall">
          {describeEvents({ events: task.events ?? [...DEFAULT_EVENTS] })}
        </Text>
      </>
    ),
  }),
  () => ({
    id: 'when',
    title: t('tasks.schedules.when', 'When'),
    nowrap: true,
    cell: ({ cron, timeZone }) => (
      <>
        <code>{cron}</code> {timeZone}
      </>
    ),
  }),
  () => ({
    id: 'next',
    title: t('tasks.schedules.next', 'Next'),
    nowrap: true,
    cell: ({ nextStartsAt: [next] }) => (next ? dateTimeFormat(next) : t('tasks.schedules.paused', 'paused')),
  }),
  () => ({ id: 'last', title: t('tasks.schedules.last', 'Last'), cell: (schedule) => <LastTime {...schedule} /> }),
  () => ({
    id: 'author',
    title: t('tasks.schedules.author', 'By'),
    optional: true,
    cell: ({ author, createdAt }) => (
      <>
        {author}{' '}
        <Text color="secondary" variant="bodySmall">
          <TimeAgo iso={createdAt} />
        </Text>
      </>
    ),
  }),
];

/** What became of the last time: its task, or why there is none. */
function LastTime({ last, skipped }: Pick<Schedule, 'last' | 'skipped'>) {
  if (!last) {
    return <>{t('tasks.schedules.never', 'not yet')}</>;
  }
  return (
    <>
      {last.taskId ? (
        <TextLink href={taskUrl(last.taskId)} inline={false} variant="bodySmall">
          {dateTimeFormat(last.startAt)}
        </TextLink>
      ) : (
        <Text color="warning" variant="bodySmall">
          {t('tasks.schedules.no-task', '{{time}}: no task. {{reason}}', {
            time: dateTimeFormat(last.startAt),
            reason: reasonText(last),
          })}
        </Text>
      )}
      {skipped > 0 && (
        <Text color="secondary" variant="bodySmall">
          {t('tasks.schedules.skipped', '{{number}} times without a task', { number: skipped })}
        </Text>
      )}
    </>
  );
}

function buttonsColumn({ data: { turn, remove }, actions }: SchedulesState): Column<Schedule> {
  const reason = reasonNotToOperate();
  return {
    id: 'change',
    title: t('tasks.schedules.change', 'Change'),
    hideTitle: true,
    numeric: true,
    cell: (schedule) => (
      <Stack direction="row" gap={0.5} justifyContent="flex-end">
        <TurnScheduleButton schedule={schedule} turn={turn} fill="text" />
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          icon="trash-alt"
          onClick={() => actions.askToDelete(schedule)}
          disabled={remove.isPending || reason !== undefined}
          tooltip={reason ?? t('tasks.schedules.delete', 'Delete')}
          aria-label={t('tasks.schedules.delete-name', 'Delete the schedule {{cron}}', { cron: schedule.cron })}
          data-testid={testIds.tasks.deleteSchedule(schedule.id)}
        />
      </Stack>
    ),
  };
}
