import { TEMPLATE_NAMES } from '@meshprof/experiments';
import { defaultStateDir } from '@meshprof/settings';
import type { Command } from 'commander';
import type { SpecOptions } from './spec-options.ts';

const DESCRIPTION = `compare settings of a proxy: what each costs, proven

Examples:
  meshprof experiment plan article.yaml
  meshprof experiment run --template article --envoy-admin http://127.0.0.1:9901 --load-url http://127.0.0.1:10000 --output report.json
  meshprof experiment abort ID`;

/** Where `run` and the other commands find journals, if nothing else is said. */
export const EXPERIMENT_STATE_DIR = defaultStateDir('meshprof-experiments');

export interface StateOptions {
  readonly stateDir: string;
}

/** What `run` and `resume` take beside the spec. */
export interface LeadOptions extends StateOptions {
  readonly output?: string;
  readonly otlpEndpoint?: string;
}

export function addExperimentCommand(program: Command): void {
  const experiment = program.command('experiment').description(DESCRIPTION);
  addSpecOptions(experiment.command('plan'))
    .description('say what would be done, how long it would take and what it could find; changes nothing')
    .option('--json', 'print the plan as JSON')
    .action(async (file: string | undefined, options: SpecOptions & { readonly json?: boolean }) => {
      const { planCommand } = await import('./plan-command.ts');
      await planCommand(file, options);
    });
  addSpecOptions(experiment.command('spec'))
    .description('print the spec with every default in it, as YAML to change and run: guards, windows, load')
    .action(async (file: string | undefined, options: SpecOptions) => {
      const { specCommand } = await import('./spec-command.ts');
      await specCommand(file, options);
    });
  addLeadOptions(addSpecOptions(experiment.command('run')))
    .description('run it; Ctrl-C stops it and puts the configuration back, and `resume` goes on')
    .action(async (file: string | undefined, options: SpecOptions & LeadOptions) => {
      const { runCommand } = await import('./run-command.ts');
      await runCommand(file, options);
    });
  addLeadOptions(experiment.command('resume'))
    .description('go on with a run that was paused or whose process ended; without ID, the last one')
    .argument('[id]')
    .action(async (id: string | undefined, options: LeadOptions) => {
      const { resumeCommand } = await import('./run-command.ts');
      await resumeCommand(id, options);
    });
  addOrder(experiment, 'pause', 'put the configuration back and wait; `resume` goes on');
  addOrder(experiment, 'abort', 'end a run and put the configuration back, also where its process is gone');
  addStateDir(experiment.command('report'))
    .description('print the report of a run from its journal; without ID, of the last one')
    .argument('[id]')
    .option('--json', 'as JSON')
    .option('-o, --output <file>', 'write it: .json, or .md as Markdown')
    .action(
      async (id: string | undefined, options: StateOptions & { readonly json?: boolean; readonly output?: string }) => {
        const { reportCommand } = await import('./report-command.ts');
        reportCommand(id, options);
      }
    );
}

function addOrder(experiment: Command, order: 'pause' | 'abort', description: string): void {
  addStateDir(experiment.command(order))
    .description(description)
    .argument('[id]', 'default: the last one')
    .action(async (id: string | undefined, options: StateOptions) => {
      const { orderCommand } = await import('./order-command.ts');
      await orderCommand(order, id, options);
    });
}

function addSpecOptions(command: Command): Command {
  return command
    .argument('[spec]', 'YAML or JSON file; docs/guides/experiments.md says what is in it')
    .option('--template <name>', `instead of a file: ${TEMPLATE_NAMES.join(', ')}`)
    .option('--envoy-admin <url>', "with --template: Envoy's admin listener, such as http://127.0.0.1:9901")
    .option('--load-url <url>', 'with --template: what to send requests to')
    .option('--driver <name>', 'with --template: envoy-runtime (default) or envoy-files')
    .option('--blocks <number>', 'how often each variant is measured')
    .option('--window <time>', 'how long each is measured, such as 5s; profiling as long, and half of it to warm up')
    .option('--seed <number>', 'of the order of slots; the same gives the same order')
    .option('--indicative', 'allow fewer blocks than a result needs; every verdict is then inconclusive')
    .option(
      '--allow-envoy-filter',
      'on Istio, write an EnvoyFilter for what no Telemetry can set (docs/guides/experiment-istio.md)'
    );
}

function addLeadOptions(command: Command): Command {
  return addStateDir(command)
    .option('-o, --output <file>', 'write the report: .json, or .md as Markdown')
    .option(
      '--otlp-endpoint <url>',
      'send the profiles of the slots there (default: OTEL_EXPORTER_OTLP_ENDPOINT, or nowhere)'
    );
}

function addStateDir(command: Command): Command {
  return command.option('--state-dir <folder>', 'where journals are kept', EXPERIMENT_STATE_DIR);
}
