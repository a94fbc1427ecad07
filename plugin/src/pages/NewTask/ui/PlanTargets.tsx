import React from 'react';
import { Text } from '@grafana/ui';
import type { PlannedTarget, TaskPlan } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';

const SHOWN = 20;

/** The first of those that would be profiled. */
export function PlanTargets({ plan }: { plan: TaskPlan }) {
  const shown = plan.targets.slice(0, SHOWN);
  const more = plan.targetsTotal - shown.length;
  if (shown.length === 0) {
    return null;
  }
  return (
    <div>
      <DataTable
        caption={t('new-task.plan.targets', 'Processes that would be profiled')}
        columns={columns()}
        rows={shown}
        rowId={({ id }) => id}
        rowTestId={({ id }) => testIds.newTask.planTarget(id)}
        data-testid={testIds.newTask.planTargets}
      />
      {more > 0 && (
        <Text variant="bodySmall" color="secondary">
          {t('new-task.plan.more', 'and {{more}} more', { more: formatCount(more) })}
        </Text>
      )}
    </div>
  );
}

const columns = (): Array<Column<PlannedTarget>> => [
  { id: 'service', title: t('new-task.plan.service', 'Service'), cell: ({ service }) => service },
  { id: 'process', title: t('new-task.plan.process', 'Process'), optional: true, cell: ({ process }) => process },
  { id: 'role', title: t('new-task.plan.role', 'Role'), nowrap: true, cell: ({ role }) => role },
  { id: 'pid', title: t('new-task.plan.pid', 'Pid'), numeric: true, cell: ({ pid }) => pid },
  { id: 'node', title: t('new-task.plan.node', 'Node'), optional: true, cell: ({ node }) => node },
  {
    id: 'threads',
    title: t('new-task.plan.threads', 'Threads'),
    numeric: true,
    optional: true,
    cell: ({ threads }) => threads,
  },
];
