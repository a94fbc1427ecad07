import { FiringSchema, pageOf, type Policy, PolicySchema } from '@meshprof/contracts';
import type { Command } from 'commander';
import { formatTable } from '../table.ts';
import { writeOut } from '../terminal.ts';
import { addRemoteOptions, present, queryOf, type RemoteOptions, withApi } from './remote-command.ts';

const PolicyPage = pageOf(PolicySchema, 'PolicyPage');
const FiringPage = pageOf(FiringSchema, 'FiringPage');

export function addPoliciesCommand(program: Command): void {
  const policies = program
    .command('policies')
    .description('profile all the time, keep the last minutes, or start tasks by thresholds');
  addList(policies);
  addShow(policies);
  addApply(policies);
  addFirings(policies);
  addDelete(policies);
}

function addList(policies: Command): void {
  addRemoteOptions(policies.command('list'))
    .description('list policies, newest first')
    .option('--cursor <cursor>', 'go on after a page (nextCursor of --json)')
    .action((options: RemoteOptions & { readonly cursor?: string }) =>
      withApi(options, async (api) => {
        const path = `/v1/policies${queryOf({ cursor: options.cursor })}`;
        const page = await api.call('GET', path, { answer: PolicyPage });
        present(options, page, ({ items }) => policyTable(items));
      })
    );
}

function addShow(policies: Command): void {
  addRemoteOptions(policies.command('show'))
    .description('print a policy as a file that `apply` takes')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const policy = await api.call('GET', policyPath(id), { answer: PolicySchema });
        const { policyText } = await import('./policy-file.ts');
        present(options, policy, policyText);
      })
    );
}

function addApply(policies: Command): void {
  addRemoteOptions(policies.command('apply'))
    .description('create a policy from a YAML or JSON file {name, enabled, rule}, or replace one')
    .requiredOption('-f, --file <file>', 'the policy; - for standard input')
    .option('--id <id>', 'replace this policy')
    .action((options: RemoteOptions & { readonly file: string; readonly id?: string }) =>
      withApi(options, async (api) => {
        const { file, id } = options;
        // Loaded only now: other commands should not pay for a YAML parser.
        const { readYamlFile } = await import('./yaml-file.ts');
        const call = { answer: PolicySchema, body: readYamlFile(file, 'policy') };
        const policy = await (id === undefined
          ? api.call('POST', '/v1/policies', call)
          : api.call('PUT', policyPath(id), call));
        present(options, policy, ({ id: made }) => `${made}\n`);
      })
    );
}

function addFirings(policies: Command): void {
  addRemoteOptions(policies.command('firings'))
    .description('list what a trigger did, newest first')
    .argument('<id>')
    .option('--cursor <cursor>', 'go on after a page (nextCursor of --json)')
    .action((id: string, options: RemoteOptions & { readonly cursor?: string }) =>
      withApi(options, async (api) => {
        const path = `${policyPath(id)}/firings${queryOf({ cursor: options.cursor })}`;
        const page = await api.call('GET', path, { answer: FiringPage });
        present(options, page, ({ items }) =>
          items.length === 0
            ? 'it has not fired\n'
            : formatTable(
                [{ title: 'AT' }, { title: 'WHAT' }, { title: 'METRIC' }, { title: 'OUTCOME' }],
                items.map(({ at, what, metric, outcome }) => [at, what, metric, outcome])
              )
        );
      })
    );
}

function addDelete(policies: Command): void {
  addRemoteOptions(policies.command('delete'))
    .description('end a policy; what it profiled stays')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        await api.call('DELETE', policyPath(id), {});
        writeOut(options.json === true ? '{}\n' : `deleted ${id}\n`);
      })
    );
}

function policyPath(id: string): string {
  return `/v1/policies/${encodeURIComponent(id)}`;
}

function policyTable(policies: readonly Policy[]): string {
  if (policies.length === 0) return 'no policies\n';
  return formatTable(
    [
      { title: 'ID' },
      { title: 'KIND' },
      { title: 'ENABLED' },
      { title: 'LAST FIRED' },
      { title: 'NAME' },
      { title: 'PROBLEM' },
    ],
    policies.map(({ id, rule, enabled, lastFiredAt, name, problem }) => [
      id,
      rule.kind,
      enabled ? 'yes' : 'no',
      lastFiredAt ?? '-',
      name,
      problem?.detail ?? '',
    ])
  );
}
