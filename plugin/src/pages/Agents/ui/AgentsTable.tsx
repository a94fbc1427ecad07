import React from 'react';
import { Badge, Button, Text } from '@grafana/ui';
import { type Agent, EXPERIMENTS_CAPABILITY } from '@meshprof/contracts';
import { formatCount, formatShare } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';
import { lookOfAgent } from '../domain/agent-look';
import { lostSampleShare } from '@shared/domain/usage-troubles';
import { versionSkew } from '@shared/domain/version-skew';
import { type UsageMeter, usageMeters } from '../domain/usage-meters';
import { AgentHealthCell } from './AgentHealthCell';
import { UsageMeterView } from './UsageMeterView';

interface Props {
  agents: Agent[];
  controllerVersion: string | undefined;
  onOpen: (agentId: string) => void;
}

function NodeCell({ agent, onOpen }: { agent: Agent; onOpen: Props['onOpen'] }) {
  const { id, node, kernel, architecture, capabilities } = agent;
  const does = capabilities.includes(EXPERIMENTS_CAPABILITY) && t('agents.table.experiments', 'experiments');
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
      {(does || kernel) && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {[does, kernel, architecture].filter(Boolean).join(' · ')}
          </Text>
        </div>
      )}
    </div>
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

/** Experiments have no limits of this kind; an older agent tells nothing. */
const usageColumn = (id: UsageMeter['id'], title: string): Column<Agent> => ({
  id,
  title,
  nowrap: true,
  optional: true,
  cell: (agent) => {
    const meter = usageMeters(agent).find((each) => each.id === id);
    return meter ? <UsageMeterView meter={meter} /> : '–';
  },
});

function lostText({ usage }: Agent): string {
  const share = usage && lostSampleShare(usage);
  return share === undefined ? '–' : formatShare(share);
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
    cell: (agent) => <AgentHealthCell agent={agent} controllerVersion={controllerVersion} />,
  },
  usageColumn('cpu', t('agents.table.cpu', 'CPU')),
  usageColumn('memory', t('agents.table.memory', 'Memory')),
  usageColumn('sessions', t('agents.table.sessions', 'Sessions')),
  { id: 'lost', title: t('agents.table.lost', 'Lost, last hour'), numeric: true, optional: true, cell: lostText },
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
