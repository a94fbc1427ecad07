import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Alert, Text } from '@grafana/ui';
import type { TaskPlan } from '@meshprof/contracts';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import type { TaskForm } from '@shared/domain/task-form/task-form';

/** How many processes, from when, for how long. */
export function PlanSummary({ plan, form }: { plan: TaskPlan; form: TaskForm }) {
  const { targetsTotal, nodes, durationMs, startsAt } = plan;
  if (targetsTotal === 0) {
    const matches = plan.leftOut.some(({ count }) => count > 0);
    return (
      <Alert
        severity="warning"
        title={
          matches
            ? t('new-task.plan.none-profilable', 'Nothing that matches can be profiled')
            : t('new-task.plan.no-match', 'No process matches')
        }
      >
        {matches
          ? t('new-task.plan.see-reasons', 'Below is why.')
          : form.start === 'now'
            ? t('new-task.plan.change-selector', 'Change the conditions, or look for the process among the targets.')
            : t(
                'new-task.plan.may-appear',
                'Processes are chosen shortly before the start, so some may have appeared by then.'
              )}
      </Alert>
    );
  }
  return (
    <div>
      <Text element="p" weight="medium">
        {[
          t('new-task.plan.processes', '{{processes}} processes', {
            count: targetsTotal,
            processes: formatCount(targetsTotal),
            defaultValue_one: 'One process',
          }),
          t('new-task.plan.nodes', '{{count}} nodes', { count: nodes, defaultValue_one: 'one node' }),
          formatDuration(durationMs),
        ].join(' · ')}
      </Text>
      {form.start !== 'now' && (
        <Text element="p" color="secondary">
          {startsAt.length === 0
            ? t('new-task.plan.never', 'There is no such date.')
            : t('new-task.plan.starts', 'Starts {{times}}', {
                times: startsAt.map((time) => dateTimeFormat(time)).join(', '),
              })}
        </Text>
      )}
    </div>
  );
}
