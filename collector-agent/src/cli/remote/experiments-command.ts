import {
  type Experiment,
  ExperimentPlanSchema,
  ExperimentReportSchema,
  ExperimentSchema,
  ExperimentSummarySchema,
  FINAL_EXPERIMENT_STATES,
  pageOf,
} from '@meshprof/contracts';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli-failure.ts';
import { createProgressLine, writeOut } from '../terminal.ts';
import type { ControllerApi } from './controller-api.ts';
import { experimentReport, experimentTable, planText, progressText } from './experiment-text.ts';
import { addRemoteOptions, present, queryOf, type RemoteOptions, withApi } from './remote-command.ts';

const ExperimentPage = pageOf(ExperimentSummarySchema, 'ExperimentPage');
const POLL_EVERY_MS = 2_000;

export function addExperimentsCommand(program: Command): void {
  const experiments = program.command('experiments').description("make and follow a controller's experiments");
  addList(experiments);
  addShow(experiments);
  addReport(experiments);
  addPlan(experiments);
  addCreate(experiments);
  addOrder(experiments, 'approve', 'let a draft begin; not by the one who created it');
  addOrder(experiments, 'pause', 'hold it between slots, with the original configuration back');
  addOrder(experiments, 'resume', 'go on with a paused one');
  addOrder(experiments, 'abort', 'end it: its agent puts the original configuration back');
  addRerun(experiments);
  addDelete(experiments);
}

type ListOptions = RemoteOptions & Partial<Record<'state' | 'node' | 'author' | 'search' | 'limit' | 'cursor', string>>;

function addList(experiments: Command): void {
  addRemoteOptions(experiments.command('list'))
    .description('list experiments, newest first')
    .option('--state <state>', 'only those in this state')
    .option('--node <node>', 'only those on this node')
    .option('--author <login>', 'only those that this person created')
    .option('--search <words>', 'only those that hold all of these words')
    .option('--limit <number>', 'at most so many')
    .option('--cursor <cursor>', 'go on after a page (nextCursor of --json)')
    .action((options: ListOptions) =>
      withApi(options, async (api) => {
        const { state, node, author, search, limit, cursor } = options;
        const query = queryOf({ state, node, author, search, limit, cursor });
        const page = await api.call('GET', `/v1/experiments${query}`, { answer: ExperimentPage });
        present(options, page, ({ items }) => experimentTable(items));
      })
    );
}

function addShow(experiments: Command): void {
  addRemoteOptions(experiments.command('show'))
    .description('tell what an experiment does, how it goes and what it found')
    .argument('<id>')
    .option('--wait', 'until it has ended; fails if it was aborted or not restored')
    .action((id: string, options: RemoteOptions & { readonly wait?: boolean }) =>
      withApi(options, async (api) => {
        const experiment = options.wait === true ? await waitForEnd(api, id) : await find(api, id);
        present(options, experiment, experimentReport);
        if (options.wait === true) failIfCutShort(experiment);
      })
    );
}

function addReport(experiments: Command): void {
  addRemoteOptions(experiments.command('report'))
    .description('print what it found as Markdown (or JSON)')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const report = await api.call('GET', `${pathOf(id)}/report`, { answer: ExperimentReportSchema });
        // Loaded only now: other commands should not pay for the statistics.
        const { renderMarkdown } = await import('@meshprof/experiments');
        present(options, report, renderMarkdown);
      })
    );
}

const FILE_OPTION = ['-f, --file <file>', 'the spec, YAML or JSON; - for standard input'] as const;

async function readSpec(file: string): Promise<unknown> {
  // Loaded only now: other commands should not pay for a YAML parser.
  const { readYamlFile } = await import('./yaml-file.ts');
  return readYamlFile(file, 'experiment');
}

function addPlan(experiments: Command): void {
  addRemoteOptions(experiments.command('plan'))
    .description('tell what `create` would do, how long it would take and what forbids it')
    .requiredOption(...FILE_OPTION)
    .action((options: RemoteOptions & { readonly file: string }) =>
      withApi(options, async (api) => {
        const body = await readSpec(options.file);
        const plan = await api.call('POST', '/v1/experiments/plan', { answer: ExperimentPlanSchema, body });
        present(options, plan, planText);
      })
    );
}

type CreateOptions = RemoteOptions & { file: string; idempotencyKey?: string; wait?: boolean };

function addCreate(experiments: Command): void {
  addRemoteOptions(experiments.command('create'))
    .description('create an experiment, which the agent of its node runs')
    .requiredOption(...FILE_OPTION)
    .option('--idempotency-key <key>', 'a repeated command with this key makes no second experiment')
    .option('--wait', 'until it has ended; fails if it was aborted or not restored')
    .action((options: CreateOptions) =>
      withApi(options, async (api) => {
        const { file, idempotencyKey, wait } = options;
        const headers: Record<string, string> =
          idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
        const body = await readSpec(file);
        const created = await api.call('POST', '/v1/experiments', { answer: ExperimentSchema, body, headers });
        const experiment = wait === true ? await waitForEnd(api, created.id) : created;
        present(options, experiment, wait === true ? experimentReport : ({ id }) => `${id}\n`);
        if (wait === true) failIfCutShort(experiment);
      })
    );
}

function addOrder(experiments: Command, name: string, about: string): void {
  addRemoteOptions(experiments.command(name))
    .description(about)
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const experiment = await api.call('POST', `${pathOf(id)}/${name}`, { answer: ExperimentSchema, body: {} });
        present(options, experiment, experimentReport);
      })
    );
}

function addRerun(experiments: Command): void {
  addRemoteOptions(experiments.command('rerun'))
    .description('create the same experiment again')
    .argument('<id>')
    .option('--new-seed', 'with another random order of the slots')
    .action((id: string, options: RemoteOptions & { readonly newSeed?: boolean }) =>
      withApi(options, async (api) => {
        const body = { seed: options.newSeed === true ? 'new' : 'same' };
        const made = await api.call('POST', `${pathOf(id)}/rerun`, { answer: ExperimentSchema, body });
        present(options, made, (experiment) => `${experiment.id}\n`);
      })
    );
}

function addDelete(experiments: Command): void {
  addRemoteOptions(experiments.command('delete'))
    .description('forget an experiment that has ended; its profiles stay in the store')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        await api.call('DELETE', pathOf(id), {});
        writeOut(options.json === true ? '{}\n' : `deleted ${id}\n`);
      })
    );
}

function pathOf(id: string): string {
  return `/v1/experiments/${encodeURIComponent(id)}`;
}

function find(api: ControllerApi, id: string): Promise<Experiment> {
  return api.call('GET', pathOf(id), { answer: ExperimentSchema });
}

async function waitForEnd(api: ControllerApi, id: string): Promise<Experiment> {
  const progress = createProgressLine();
  for (;;) {
    const experiment = await find(api, id);
    if ((FINAL_EXPERIMENT_STATES as readonly string[]).includes(experiment.state)) {
      progress.clear();
      return experiment;
    }
    progress.update(() => `${experiment.id}: ${progressText(experiment)}`);
    await sleep(POLL_EVERY_MS);
  }
}

function failIfCutShort({ id, state, detail = '' }: Experiment): void {
  if (state !== 'aborted' && state !== 'restore-failed') return;
  const exit = state === 'aborted' ? 'aborted' : 'notRestored';
  throw new CliError({ exit, message: `experiment ${id} is ${state}. ${detail}`.trim() });
}
