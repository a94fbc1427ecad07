import { type Agent, AgentSchema, EXPERIMENTS_CAPABILITY, pageOf } from '@meshprof/contracts';
import type { Command } from 'commander';
import { formatBytes, formatCount, formatShare } from '../quantity.ts';
import { formatTable } from '../table.ts';
import { writeOut } from '../terminal.ts';
import { addJoinTokenCommands } from './join-token-commands.ts';
import { addRemoteOptions, present, queryOf, type RemoteOptions, withApi } from './remote-command.ts';

const AgentPage = pageOf(AgentSchema, 'AgentPage');

export function addAgentsCommand(program: Command): void {
  const agents = program.command('agents').description("look after a controller's agents and how they join");
  addList(agents);
  addChange(agents, 'revoke', "end an agent's credential, and refuse its machine until the agent is deleted");
  addChange(agents, 'rotate', 'give an agent a new credential; the old one ends when the new one is used');
  addDelete(agents);
  addJoinTokenCommands(agents);
}

function addList(agents: Command): void {
  addRemoteOptions(agents.command('list'))
    .description('list agents, by node')
    .option('--limit <number>', 'at most so many')
    .option('--cursor <cursor>', 'go on after a page (nextCursor of --json)')
    .action((options: RemoteOptions & { readonly limit?: string; readonly cursor?: string }) =>
      withApi(options, async (api) => {
        const { limit, cursor } = options;
        const page = await api.call('GET', `/v1/agents${queryOf({ limit, cursor })}`, { answer: AgentPage });
        present(options, page, ({ items }) => agentTable(items));
      })
    );
}

function addChange(agents: Command, name: 'revoke' | 'rotate', about: string): void {
  addRemoteOptions(agents.command(name))
    .description(about)
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const agent = await api.call('POST', `${agentPath(id)}/${name}`, { answer: AgentSchema, body: {} });
        present(options, agent, (changed) => agentTable([changed]));
      })
    );
}

function addDelete(agents: Command): void {
  addRemoteOptions(agents.command('delete'))
    .description('forget an agent that is lost or revoked; its machine may join again')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        await api.call('DELETE', agentPath(id), {});
        writeOut(options.json === true ? '{}\n' : `deleted ${id}\n`);
      })
    );
}

function agentPath(id: string): string {
  return `/v1/agents/${encodeURIComponent(id)}`;
}

function agentTable(agents: readonly Agent[]): string {
  if (agents.length === 0) return 'no agents\n';
  return formatTable(
    [
      { title: 'NODE' },
      { title: 'STATE' },
      { title: 'DOES' },
      { title: 'VERSION' },
      { title: 'TARGETS', align: 'right' },
      { title: 'CPU', align: 'right' },
      { title: 'MEMORY', align: 'right' },
      { title: 'SESSIONS', align: 'right' },
      { title: 'LOST/H', align: 'right' },
      { title: 'LAST SEEN' },
      { title: 'ID' },
    ],
    agents.map((agent) => [
      agent.node,
      agent.state,
      agent.capabilities.includes(EXPERIMENTS_CAPABILITY) ? 'experiments' : 'profiles',
      agent.version,
      String(agent.targets),
      ...usageCells(agent),
      agent.lastSeenAt,
      agent.id,
    ])
  );
}

/** CPU of one core, memory, sessions, what those of the last hour lost; of an agent that is there and says so. */
function usageCells({ state, usage }: Agent): string[] {
  if (state !== 'connected' || usage === undefined) return ['-', '-', '-', '-'];
  const lost = Object.values(usage.lastHour.lostByCause).reduce((sum, count) => sum + count, 0);
  return [
    usage.cpuCores === undefined ? '-' : formatShare(usage.cpuCores, 1),
    formatBytes(usage.rssBytes),
    String(usage.sessions + usage.standingSessions),
    formatCount(lost),
  ];
}
