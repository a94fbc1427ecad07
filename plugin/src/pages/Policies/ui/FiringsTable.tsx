import React from 'react';
import { Text, TextLink } from '@grafana/ui';
import type { Firing } from '@meshprof/contracts';
import { formatCount, formatMeasured } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { lookOfFiring } from '../domain/firing-look';

const columnsOf = (): Array<Column<Firing>> => [
  {
    id: 'outcome',
    title: t('policies.firings.outcome', 'Outcome'),
    nowrap: true,
    cell: ({ outcome }) => <StateBadge look={lookOfFiring(outcome)} />,
  },
  {
    id: 'what',
    title: t('policies.firings.what', 'What went beyond'),
    cell: ({ what, detail }) => (
      <div>
        {what}
        {detail && (
          <div>
            <Text variant="bodySmall" color="secondary">
              {detail}
            </Text>
          </div>
        )}
      </div>
    ),
  },
  {
    id: 'measured',
    title: t('policies.firings.measured', 'Measured'),
    numeric: true,
    cell: ({ measured, unit }) => formatMeasured(measured, unit),
  },
  {
    id: 'threshold',
    title: t('policies.firings.threshold', 'Threshold'),
    numeric: true,
    optional: true,
    cell: ({ op, threshold, unit }) => `${op} ${formatMeasured(threshold, unit)}`,
  },
  {
    id: 'repeats',
    title: t('policies.firings.repeats', 'Repeats'),
    numeric: true,
    optional: true,
    cell: ({ repeats }) => formatCount(repeats),
  },
  { id: 'at', title: t('policies.firings.at', 'When'), nowrap: true, cell: ({ at }) => <TimeAgo iso={at} /> },
  {
    id: 'task',
    title: t('policies.firings.task', 'Task'),
    cell: ({ taskId, what }) =>
      taskId === undefined ? (
        '–'
      ) : (
        <TextLink
          href={taskUrl(taskId)}
          inline={false}
          aria-label={t('policies.firings.open-task-of', 'Open the task of {{what}}', { what })}
        >
          {t('policies.firings.open-task', 'Open')}
        </TextLink>
      ),
  },
];

export const FiringsTable = ({ firings }: { firings: Firing[] }) => (
  <DataTable
    caption={t('policies.firings.caption', 'What the trigger did, newest first')}
    columns={columnsOf()}
    rows={firings}
    rowId={({ id }) => id}
    rowTestId={({ id }) => testIds.policy.firing(id)}
    isDimmed={({ outcome }) => outcome === 'cooling-down'}
  />
);
