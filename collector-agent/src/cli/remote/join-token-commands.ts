import { CreatedJoinTokenSchema, type JoinToken, JoinTokenSchema, pageOf } from '@meshprof/contracts';
import type { Command } from 'commander';
import { formatTable } from '../table.ts';
import { addRemoteOptions, present, type RemoteOptions, withApi } from './remote-command.ts';
import { milliseconds, wholeNumber } from './task-options.ts';

const JoinTokenPage = pageOf(JoinTokenSchema, 'JoinTokenPage');

/** `meshprof agents join-tokens …`: what new agents are admitted with. */
export function addJoinTokenCommands(agents: Command): void {
  const tokens = agents.command('join-tokens').description('what new agents are admitted with');
  addRemoteOptions(tokens.command('list'))
    .description('list join tokens, newest first, without the tokens themselves')
    .action((options: RemoteOptions) =>
      withApi(options, async (api) => {
        const page = await api.call('GET', '/v1/join-tokens', { answer: JoinTokenPage });
        present(options, page, ({ items }) => tokenTable(items));
      })
    );
  addCreate(tokens);
  addRemoteOptions(tokens.command('revoke'))
    .description('let a join token admit no more agents; those that it admitted stay')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const path = `/v1/join-tokens/${encodeURIComponent(id)}/revoke`;
        const token = await api.call('POST', path, { answer: JoinTokenSchema, body: {} });
        present(options, token, (revoked) => tokenTable([revoked]));
      })
    );
}

interface CreateOptions extends RemoteOptions {
  readonly expiresIn?: string;
  readonly maxUses?: string;
}

function addCreate(tokens: Command): void {
  addRemoteOptions(tokens.command('create'))
    .description('create a join token and print it, this once')
    .argument('<name>', 'what it is for')
    .option('--expires-in <time>', 'such as 24h; default: never')
    .option('--max-uses <number>', 'agents that it admits; default: any number')
    .action((name: string, options: CreateOptions) =>
      withApi(options, async (api) => {
        const { expiresIn, maxUses } = options;
        const body = {
          name,
          ...(expiresIn !== undefined && { expiresInMs: milliseconds('--expires-in', expiresIn) }),
          ...(maxUses !== undefined && { maxUses: wholeNumber('--max-uses', maxUses) }),
        };
        const created = await api.call('POST', '/v1/join-tokens', { answer: CreatedJoinTokenSchema, body });
        present(options, created, ({ token }) => `${token}\n`);
      })
    );
}

function tokenTable(tokens: readonly JoinToken[]): string {
  if (tokens.length === 0) return 'no join tokens\n';
  return formatTable(
    [{ title: 'ID' }, { title: 'STATE' }, { title: 'USES', align: 'right' }, { title: 'EXPIRES' }, { title: 'NAME' }],
    tokens.map(({ id, state, uses, maxUses, expiresAt, name }) => [
      id,
      state,
      maxUses === undefined ? String(uses) : `${uses} of ${maxUses}`,
      expiresAt ?? 'never',
      name,
    ])
  );
}
