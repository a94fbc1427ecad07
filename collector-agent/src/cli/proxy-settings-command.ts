import { MESH_SETTINGS, type ProxySetting, type ProxySettings, SETTING_NOTES } from '@meshprof/contracts';
import type { Command } from 'commander';
import { readProcessFacts } from '../discovery/process-facts.ts';
import { isEnvoy } from '../discovery/role.ts';
import { checkPids } from '../record/check-pids.ts';
import { CliError } from './cli-failure.ts';
import { formatTable } from './table.ts';
import { writeOut } from './terminal.ts';

export function addProxySettingsCommand(program: Command): void {
  program
    .command('proxy-settings')
    .description('tell which settings of an Envoy drive its costs: values and where they are set, from its files')
    .requiredOption('-p, --pid <pid>', 'process id of the Envoy')
    .option('--json', 'print {settings, notes} as the agent reports them')
    .action((options: { pid: string; json?: boolean }) => run(options));
}

async function run({ pid: text, json }: { pid: string; json?: boolean }): Promise<void> {
  const pid = Number(text);
  if (!/^\d{1,10}$/.test(text) || pid < 1)
    throw new CliError({ exit: 'usage', message: `--pid: ${text} is no process id` });
  const failure = checkPids([pid]);
  if (failure !== undefined) throw new CliError(failure);
  const executable = readProcessFacts(pid)?.executable ?? '';
  if (!isEnvoy(executable)) throw new CliError({ exit: 'usage', message: `${pid} is no Envoy but ${executable}` });
  // Loaded only now: other commands need no YAML.
  const { readProxySettings } = await import('../proxy-settings/read-proxy-settings.ts');
  const settings = readProxySettings(pid);
  if (settings === undefined) throw new CliError({ exit: 'exitedPid', message: `process ${pid} has already exited` });
  writeOut(json === true ? `${JSON.stringify(settings)}\n` : asText(settings));
}

function asText({ settings, leftOut, notes }: ProxySettings): string {
  const order = MESH_SETTINGS.map(({ id }) => id as string);
  const sorted = settings.toSorted((a, b) => order.indexOf(a.settingId) - order.indexOf(b.settingId));
  const rows = sorted.map((row) => [row.settingId, row.value ?? '?', whereText(row), row.scope ?? '']);
  const columns = ['SETTING', 'VALUE', 'WHERE', 'OF'].map((title) => ({ title }));
  const told = new Set(settings.flatMap((row) => row.notes ?? []));
  return [
    formatTable(columns, rows),
    ...(leftOut === undefined ? [] : [`${leftOut} more rows are left out.\n`]),
    ...[...told].map((id) => `${id}: ${sentenceOf(id)}\n`),
    ...notes.map(({ id, file, detail }) => `${[file, detail].filter(Boolean).join(', ') || id}: ${sentenceOf(id)}\n`),
  ].join('');
}

const sentenceOf = (id: string): string => SETTING_NOTES.find((note) => note.id === id)?.sentence ?? id;

function whereText({ source, file, path, times, notes = [] }: ProxySetting): string {
  const place =
    source === 'not-visible' ? source : [source === 'default' ? source : file, path].filter(Boolean).join(' ');
  const suffix = [...(times === undefined ? [] : [`${times} times`]), ...notes].join(', ');
  return suffix === '' ? place : `${place} (${suffix})`;
}
