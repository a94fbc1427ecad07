import React, { useCallback, useMemo } from 'react';
import { Badge } from '@grafana/ui';
import { PROXY_ROLES } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { LongTable } from '@shared/ui/LongTable';
import type { Column } from '@shared/ui/table-column';
import { testIds } from '../../../test-ids';
import type { TargetRow } from '../domain/target-rows';
import type { TargetsPageState } from '../domain/use-targets-page';
import { ContainerCell } from './ContainerCell';
import { GroupHeading } from './GroupHeading';
import { LastTasksLink } from './LastTasksLink';
import { NamespaceHeading } from './NamespaceHeading';
import { ProfileButton } from './ProfileButton';
import { TargetServiceCell } from './TargetServiceCell';
import { VerdictCell } from './VerdictCell';

interface Props {
  rows: TargetRow[];
  actions: TargetsPageState['actions'];
}

const ESTIMATED_ROW_PX = 54;

type ProcessRow = Extract<TargetRow, { kind: 'process' }>;

/** Headings have no cells. */
const ofProcess = (cell: (row: ProcessRow) => React.ReactNode) => (row: TargetRow) =>
  row.kind === 'process' ? cell(row) : null;

function columnsWith(openProfile: (targetId: string) => void): Array<Column<TargetRow>> {
  return [
    {
      id: 'service',
      title: t('targets.table.service', 'Service'),
      cell: ofProcess((row) => <TargetServiceCell {...row} />),
    },
    {
      id: 'role',
      title: t('targets.table.role', 'Role'),
      width: '130px',
      nowrap: true,
      optional: true,
      cell: ofProcess(({ target: { role } }) => (
        <Badge text={role} color={PROXY_ROLES.includes(role) ? 'blue' : 'darkgrey'} />
      )),
    },
    {
      id: 'pid',
      title: t('targets.table.pid', 'Pid'),
      width: '90px',
      numeric: true,
      cell: ofProcess(({ target }) => target.pid),
    },
    {
      id: 'threads',
      title: t('targets.table.threads', 'Threads'),
      width: '84px',
      numeric: true,
      optional: true,
      cell: ofProcess(({ target }) => target.threads),
    },
    {
      id: 'container',
      title: t('targets.table.container', 'Container'),
      width: '140px',
      optional: true,
      cell: ofProcess(({ target }) => <ContainerCell id={target.container} />),
    },
    {
      id: 'node',
      title: t('targets.table.node', 'Node'),
      width: '150px',
      optional: true,
      cell: ofProcess(({ target }) => target.node),
    },
    {
      id: 'verdict',
      title: t('targets.table.verdict', 'Verdict'),
      // Where there is no room for it the service's cell says why a process is refused.
      optional: true,
      cell: ofProcess(({ target }) => <VerdictCell target={target} />),
    },
    {
      id: 'tasks',
      title: t('targets.table.tasks', 'Last tasks'),
      width: '56px',
      hideTitle: true,
      optional: true,
      cell: ofProcess(({ target }) => <LastTasksLink target={target} />),
    },
    {
      id: 'profile',
      title: t('targets.table.profile', 'Profile'),
      width: '112px',
      hideTitle: true,
      numeric: true,
      cell: ofProcess(({ target }) => <ProfileButton target={target} onProfile={openProfile} />),
    },
  ];
}

export function TargetsTable({ rows, actions }: Props) {
  const { openProfile, openGroupProfile, toggleGroup } = actions;
  const columns = useMemo(() => columnsWith(openProfile), [openProfile]);
  const heading = useCallback(
    (row: TargetRow) => {
      switch (row.kind) {
        case 'namespace':
          return <NamespaceHeading {...row} />;
        case 'group':
          return (
            <GroupHeading
              group={row.group}
              isFolded={row.isFolded}
              onToggle={toggleGroup}
              onProfile={openGroupProfile}
            />
          );
        case 'process':
          return undefined;
      }
    },
    [toggleGroup, openGroupProfile]
  );
  return (
    <LongTable
      caption={t('targets.table.caption', 'Processes that can be profiled, and those that cannot with the reason')}
      columns={columns}
      rows={rows}
      rowId={rowId}
      rowTestId={rowTestId}
      isDimmed={isDimmed}
      wholeRow={heading}
      estimatedRowPx={ESTIMATED_ROW_PX}
      data-testid={testIds.targets.table}
    />
  );
}

const rowId = ({ id }: TargetRow) => id;
const rowTestId = ({ kind, id }: TargetRow) =>
  kind === 'process' ? testIds.targets.row(id) : testIds.targets.group(id);
const isDimmed = (row: TargetRow) => row.kind === 'process' && row.target.verdict === 'refused';
