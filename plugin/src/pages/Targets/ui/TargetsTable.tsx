import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, Icon, Text, Tooltip, useStyles2 } from '@grafana/ui';
import { type ListedTarget, REASONS, type ReasonCode } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';

interface Props {
  rows: ListedTarget[];
  onProfile: (targetId: string) => void;
}

const PROXY_ROLES = new Set(['envoy', 'envoy-sidecar', 'gateway', 'waypoint', 'ztunnel']);

const isReasonCode = (code: string): code is ReasonCode => code in REASONS;

function ServiceCell({ target }: { target: ListedTarget }) {
  const { service, process, namespace, pod } = target;
  const details = [process !== service && process, namespace, pod].filter(Boolean).join(' · ');
  return (
    <div>
      <Text weight="medium">{service}</Text>
      {details && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {details}
          </Text>
        </div>
      )}
    </div>
  );
}

/** Its name in a pod; without Kubernetes the runtime's id, which is shown as runtimes shorten it. */
function ContainerCell({ id }: { id: string | null }) {
  if (!id) {
    return <Text color="secondary">none</Text>;
  }
  return (
    <Tooltip content={id}>
      <code>{/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id}</code>
    </Tooltip>
  );
}

function VerdictCell({ target }: { target: ListedTarget }) {
  const styles = useStyles2(getStyles);
  if (target.verdict === 'profilable') {
    return (
      <span className={styles.profilable}>
        <Icon name="check" /> Profilable
      </span>
    );
  }
  const remedy = isReasonCode(target.reasonCode) ? REASONS[target.reasonCode].remedy : undefined;
  return (
    <div>
      <span className={styles.refused}>
        <Icon name="ban" /> {target.reason}
      </span>
      {remedy && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {remedy}
          </Text>
        </div>
      )}
    </div>
  );
}

function ProfileCell({ target, onProfile }: { target: ListedTarget; onProfile: Props['onProfile'] }) {
  if (target.verdict === 'refused') {
    return null;
  }
  const reason = reasonNotToOperate();
  return (
    <Button
      size="sm"
      icon="fire"
      onClick={() => onProfile(target.id)}
      disabled={reason !== undefined}
      tooltip={reason}
      aria-label={`Profile ${target.service}, pid ${target.pid}`}
      data-testid={testIds.targets.profile(target.id)}
    >
      Profile
    </Button>
  );
}

function columnsWith(onProfile: Props['onProfile']): Array<Column<ListedTarget>> {
  return [
    { id: 'service', title: 'Service', cell: (target) => <ServiceCell target={target} /> },
    {
      id: 'role',
      title: 'Role',
      nowrap: true,
      cell: ({ role }) => <Badge text={role} color={PROXY_ROLES.has(role) ? 'blue' : 'darkgrey'} />,
    },
    { id: 'pid', title: 'Pid', numeric: true, cell: ({ pid }) => pid },
    { id: 'threads', title: 'Threads', numeric: true, optional: true, cell: ({ threads }) => threads },
    {
      id: 'container',
      title: 'Container',
      optional: true,
      cell: ({ container }) => <ContainerCell id={container} />,
    },
    { id: 'node', title: 'Node', optional: true, nowrap: true, cell: ({ node }) => node },
    { id: 'verdict', title: 'Verdict', cell: (target) => <VerdictCell target={target} /> },
    {
      id: 'profile',
      title: 'Profile',
      hideTitle: true,
      numeric: true,
      cell: (target) => <ProfileCell target={target} onProfile={onProfile} />,
    },
  ];
}

export function TargetsTable({ rows, onProfile }: Props) {
  const columns = useMemo(() => columnsWith(onProfile), [onProfile]);
  return (
    <DataTable
      caption="Processes that can be profiled, and those that cannot with the reason"
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      rowTestId={({ id }) => testIds.targets.row(id)}
      isDimmed={({ verdict }) => verdict === 'refused'}
      data-testid={testIds.targets.table}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  profilable: css({ color: theme.colors.success.text, whiteSpace: 'nowrap' }),
  refused: css({ color: theme.colors.text.primary }),
});
