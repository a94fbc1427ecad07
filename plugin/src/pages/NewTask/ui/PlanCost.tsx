import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { PlannedCost } from '@meshprof/contracts';
import { formatAmount, formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import type { TaskForm } from '@shared/domain/task-form/task-form';
import { testIds } from '../../../test-ids';

/** What it would cost, as an upper bound. */
export function PlanCost({ cost, form }: { cost: PlannedCost; form: TaskForm }) {
  const styles = useStyles2(getStyles);
  return (
    <div>
      <h3 className={styles.title}>{t('new-task.plan.cost', 'Cost, at most')}</h3>
      <dl className={styles.list} data-testid={testIds.newTask.planCost}>
        {rowsOf(cost, form).map(({ name, value, note }) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd className={styles.value}>
              {value}{' '}
              <Text variant="bodySmall" color="secondary">
                {note}
              </Text>
            </dd>
          </React.Fragment>
        ))}
      </dl>
    </div>
  );
}

function rowsOf(cost: PlannedCost, { onCpu, offCpu }: TaskForm) {
  return [
    {
      name: t('new-task.plan.agent-cpu', 'CPU of the agent'),
      value: `${formatCount(cost.agentCpuPercent)} %`,
      note: t('new-task.plan.agent-cpu-note', 'of one CPU on the busiest node; {{total}} on all nodes together', {
        total: formatAmount(cost.agentCpuMs, 'ms'),
      }),
    },
    ...(onCpu
      ? [
          {
            name: t('new-task.plan.samples', 'CPU samples'),
            value: formatCount(cost.onCpuSamplesAtMost),
            note: t('new-task.plan.samples-note', '{{typical}} if each process keeps one CPU busy', {
              typical: formatCount(cost.onCpuSamplesTypical),
            }),
          },
        ]
      : []),
    ...(offCpu
      ? [
          {
            name: t('new-task.plan.stacks', 'Stacks of waits'),
            value: formatCount(cost.offCpuStacksAtMost),
            note: t('new-task.plan.stacks-note', 'sums are exact in any case'),
          },
        ]
      : []),
    {
      name: t('new-task.plan.store', 'Profile store'),
      value: formatAmount(cost.storeBytes, 'bytes'),
      note: t('new-task.plan.store-note', 'before it compresses; {{spool}} on a node while the store is away', {
        spool: formatAmount(cost.spoolBytes, 'bytes'),
      }),
    },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h6, marginBottom: theme.spacing(0.5) }),
  list: css({
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    '& dt': { fontWeight: theme.typography.fontWeightRegular, color: theme.colors.text.secondary },
  }),
  value: css({ margin: 0, fontVariantNumeric: 'tabular-nums' }),
});
