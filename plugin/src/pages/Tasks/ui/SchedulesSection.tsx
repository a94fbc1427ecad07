import React from 'react';
import { Box, ConfirmModal } from '@grafana/ui';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { Disclosure } from '@shared/ui/Disclosure';
import { LoadMore } from '@shared/ui/LoadMore';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { useSchedules } from '../domain/use-schedules';
import { SchedulesTable } from './SchedulesTable';

/** What starts tasks by the clock: a line that opens, and nothing where there is no schedule. */
export function SchedulesSection() {
  const state = useSchedules();
  const { query, schedules, turn, remove, toDelete } = state.data;
  return (
    <section aria-label={t('tasks.schedules.title', 'Schedules')}>
      {query.isError && (
        <ProblemAlert
          error={query.error}
          what={t('tasks.schedules.failed', 'The schedules could not be loaded')}
          onRetry={() => void query.refetch()}
        />
      )}
      {turn.isError && (
        <ProblemAlert error={turn.error} what={t('tasks.schedule.not-changed', 'The schedule was not changed')} />
      )}
      {remove.isError && (
        <ProblemAlert error={remove.error} what={t('tasks.schedules.not-deleted', 'The schedule was not deleted')} />
      )}
      {schedules.length > 0 && (
        <Box marginBottom={2}>
          <Disclosure
            title={t('tasks.schedules.toggle', 'Schedules ({{number}})', { number: formatCount(schedules.length) })}
            data-testid={testIds.tasks.schedules}
          >
            <SchedulesTable {...state} />
            <LoadMore query={query} />
          </Disclosure>
        </Box>
      )}
      {toDelete && (
        <ConfirmModal
          isOpen
          title={t('tasks.schedules.delete-title', 'Delete the schedule {{cron}}?', { cron: toDelete.cron })}
          body={t(
            'tasks.schedules.delete-about',
            'No further task starts, and one that waits for its time is cancelled. Those that began go on, and all stay in the list.'
          )}
          confirmText={t('tasks.schedules.delete', 'Delete')}
          dismissText={t('tasks.schedules.keep', 'Keep')}
          onConfirm={() => void state.actions.confirmDelete()}
          onDismiss={state.actions.keep}
        />
      )}
    </section>
  );
}
