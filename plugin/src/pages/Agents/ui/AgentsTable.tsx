import React from 'react';
import { Badge, Button, Icon, Text, Tooltip } from '@grafana/ui';
import type { Agent } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';
import { lookOfAgent } from '../domain/agent-look';
import { agentTroubles } from '@shared/domain/agent-troubles';
import { versionSkew } from '@shared/domain/version-skew';

interface Props {
  agents: Agent[];
  controllerVersion: string | undefined;
  onOpen: (agentId: string) => void;
}

function NodeCell({ agent: { id, node, kernel, architecture }, onOpen }: { agent: Agent; onOpen: Props['onOpen'] }) {
  return (
    <div>
      <Button
        fill="text"
        size="sm"
        style={{ paddingLeft: 0 }}
        onClick={() => onOpen(id)}
        data-testid={testIds.agents.open(id)}
      >
        {node}
      </Button>
      {kernel && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {[kernel, architecture].filter(Boolean).join(' · ')}
          </Text>
        </div>
      )}
    </div>
  );
}

function HealthCell({ agent, controllerVersion }: { agent: Agent; controllerVersion: string | undefined }) {
  const [worst, ...others] = agentTroubles(agent, controllerVersion);
  if (worst === undefined) {
    return (
      <Text color="success">
        <Icon name="check" /> {t('agents.table.healthy', 'Nothing is missing')}
      </Text>
    );
  }
  return (
    <Tooltip content={worst.remedy}>
      <span tabIndex={0}>
        <Text color={worst.severity}>
          <Icon name="exclamation-triangle" /> {worst.title}
        </Text>
        {others.length > 0 && (
          <Text variant="bodySmall" color="secondary">
            {' '}
            {t('agents.table.more-troubles', 'and {{count}} more', { count: others.length })}
          </Text>
        )}
      </span>
    </Tooltip>
  );
}

function VersionCell({ agent, controllerVersion }: { agent: Agent; controllerVersion: string | undefined }) {
  const skew = versionSkew(agent.version, controllerVersion);
  return (
    <>
      {agent.version} {skew === 'older' && <Badge text={t('agents.table.older', 'older')} color="orange" />}
      {skew === 'newer' && <Badge text={t('agents.table.newer', 'newer')} color="orange" />}
    </>
  );
}

const columnsWith = ({ controllerVersion, onOpen }: Omit<Props, 'agents'>): Array<Column<Agent>> => [
  {
    id: 'state',
    title: t('agents.table.state', 'State'),
    nowrap: true,
    cell: ({ state }) => <StateBadge look={lookOfAgent(state)} />,
  },
  { id: 'node', title: t('agents.table.node', 'Node'), cell: (agent) => <NodeCell agent={agent} onOpen={onOpen} /> },
  {
    id: 'health',
    title: t('agents.table.health', 'Health'),
    cell: (agent) => <HealthCell agent={agent} controllerVersion={controllerVersion} />,
  },
  {
    id: 'version',
    title: t('agents.table.version', 'Version'),
    nowrap: true,
    optional: true,
    cell: (agent) => <VersionCell agent={agent} controllerVersion={controllerVersion} />,
  },
  {
    id: 'targets',
    title: t('agents.table.targets', 'Processes'),
    numeric: true,
    optional: true,
    cell: ({ targets }) => formatCount(targets),
  },
  {
    id: 'seen',
    title: t('agents.table.seen', 'Last seen'),
    nowrap: true,
    cell: ({ lastSeenAt }) => <TimeAgo iso={lastSeenAt} />,
  },
];

export const AgentsTable = ({ agents, ...props }: Props) => (
  <DataTable
    caption={t('agents.table.caption', 'Agents, by node')}
    columns={columnsWith(props)}
    rows={agents}
    rowId={({ id }) => id}
    rowTestId={({ id }) => testIds.agents.row(id)}
    isDimmed={({ state }) => state === 'revoked'}
    data-testid={testIds.agents.table}
  />
);
