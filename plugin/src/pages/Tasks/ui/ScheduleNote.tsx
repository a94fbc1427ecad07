import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Alert } from '@grafana/ui';
import type { Schedule } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { useSchedule } from '../domain/use-schedule';
import { TurnScheduleButton } from './TurnScheduleButton';

/** Says which schedule the listed tasks come from and when the next one starts, and pauses it. */
export function ScheduleNote({ scheduleId }: { scheduleId: string }) {
  const { query, turn } = useSchedule(scheduleId);
  const schedule = query.data;
  return (
    <>
      {query.isError && (
        <ProblemAlert error={query.error} what={t('tasks.schedule.failed', 'The schedule could not be loaded')} />
      )}
      {turn.isError && (
        <ProblemAlert error={turn.error} what={t('tasks.schedule.not-changed', 'The schedule was not changed')} />
      )}
      {schedule && (
        <Alert
          severity="info"
          title={t('tasks.schedule.title', 'Tasks of the schedule {{cron}} ({{timeZone}})', {
            cron: schedule.cron,
            timeZone: schedule.timeZone,
          })}
          data-testid={testIds.tasks.schedule}
          action={<TurnScheduleButton schedule={schedule} turn={turn} />}
        >
          {nextOf(schedule)}
        </Alert>
      )}
    </>
  );
}

function nextOf({ nextStartsAt: [next] }: Schedule): string {
  return next
    ? t('tasks.schedule.next', 'The next one starts at {{time}}.', { time: dateTimeFormat(next) })
    : t('tasks.schedule.off', 'It is off: no further task starts.');
}
