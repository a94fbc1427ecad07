import { type Agent, AgentSchema, pageOf } from '@meshprof/contracts';
import type { Command } from 'commander';
import { formatTable } from '../table.ts';
import { addRemoteOptions, present, queryOf, type RemoteOptions, withApi } from './remote-command.ts';

const AgentPage = pageOf(AgentSchema, 'AgentPage');

export function addAgentsCommand(program: Command): void {
  const agents = program.command('agents').description("look after a controller's agents");
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

function agentTable(agents: readonly Agent[]): string {
  if (agents.length === 0) return 'no agents\n';
  return formatTable(
    [
      { title: 'NODE' },
      { title: 'STATE' },
      { title: 'VERSION' },
      { title: 'TARGETS', align: 'right' },
      { title: 'LAST SEEN' },
      { title: 'ID' },
    ],
    agents.map(({ node, state, version, targets, lastSeenAt, id }) => [
      node,
      state,
      version,
      String(targets),
      lastSeenAt,
      id,
    ])
  );
}
