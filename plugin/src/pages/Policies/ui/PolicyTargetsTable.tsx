import React from 'react';
import { Text } from '@grafana/ui';
import type { PolicyTarget } from '@meshprof/contracts';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';
import { lookOfStanding } from '../domain/firing-look';

const columnsOf = (): Array<Column<PolicyTarget>> => [
  {
    id: 'state',
    title: t('policies.targets.state', 'State'),
    nowrap: true,
    cell: ({ state }) => <StateBadge look={lookOfStanding(state)} />,
  },
  {
    id: 'service',
    title: t('policies.targets.service', 'Service'),
    cell: ({ service, process, ...said }) => (
      <div>
        <Text weight="medium">{service}</Text>
        {process !== service && <Text color="secondary"> {process}</Text>}
        {Object.values(translatedReason(said))
          .filter((text) => text !== undefined)
          .map((text) => (
            <div key={text}>
              <Text variant="bodySmall" color="secondary">
                {text}
              </Text>
            </div>
          ))}
      </div>
    ),
  },
  { id: 'role', title: t('policies.targets.role', 'Role'), optional: true, nowrap: true, cell: ({ role }) => role },
  { id: 'node', title: t('policies.targets.node', 'Node'), nowrap: true, cell: ({ node }) => node },
  { id: 'pid', title: t('policies.targets.pid', 'Pid'), numeric: true, optional: true, cell: ({ pid }) => pid },
  {
    id: 'frequency',
    title: t('policies.targets.frequency', 'Frequency'),
    numeric: true,
    cell: ({ frequencyHz }) => (frequencyHz === undefined ? '–' : `${frequencyHz} Hz`),
  },
  {
    id: 'since',
    title: t('policies.targets.since', 'Since'),
    nowrap: true,
    cell: ({ changedAt }) => <TimeAgo iso={changedAt} />,
  },
];

export const PolicyTargetsTable = ({ targets }: { targets: PolicyTarget[] }) => (
  <DataTable
    caption={t('policies.targets.caption', 'Processes of this policy, by node')}
    columns={columnsOf()}
    rows={targets}
    rowId={({ id }) => id}
    rowTestId={({ id }) => testIds.policy.target(id)}
    isDimmed={({ state }) => state === 'left-out'}
  />
);
