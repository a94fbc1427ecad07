import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Alert, LinkButton } from '@grafana/ui';
import { useQuery } from '@tanstack/react-query';
import { t } from '@shared/domain/t';
import { getSchedule } from '@shared/infrastructure/schedules-api';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { policiesUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

/** Says which schedule the listed tasks come from, and when the next one starts. */
export function ScheduleNote({ scheduleId }: { scheduleId: string }) {
  const { data, error } = useQuery({
    queryKey: ['schedule', scheduleId],
    queryFn: ({ signal }) => getSchedule(scheduleId, signal),
  });
  if (error) {
    return <ProblemAlert error={error} what={t('tasks.schedule.failed', 'The schedule could not be loaded')} />;
  }
  const [next] = data?.nextStartsAt ?? [];
  return (
    data && (
      <Alert
        severity="info"
        title={t('tasks.schedule.title', 'Tasks of the schedule {{cron}} ({{timeZone}})', {
          cron: data.cron,
          timeZone: data.timeZone,
        })}
        data-testid={testIds.tasks.schedule}
        action={
          <LinkButton size="sm" variant="secondary" href={policiesUrl()}>
            {t('tasks.schedule.manage', 'All schedules')}
          </LinkButton>
        }
      >
        {next
          ? t('tasks.schedule.next', 'The next one starts at {{time}}.', { time: dateTimeFormat(next) })
          : t('tasks.schedule.off', 'It is off: no further task starts.')}
      </Alert>
    )
  );
}
