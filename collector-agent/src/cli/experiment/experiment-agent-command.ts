import { secretsHelp, settingOptions } from '@meshprof/settings';
import { type Command, Option } from 'commander';
import { EXPERIMENT_AGENT_SETTINGS } from '../../config/experiment-agent-config.ts';
import { CliError } from '../cli-failure.ts';
import { writeOut } from '../terminal.ts';

interface AgentOptions {
  readonly config?: string;
  readonly printConfig?: boolean;
  readonly ledByParent?: boolean;
  readonly experiment?: string;
}

type Flags = Record<string, string>;

export function addExperimentAgentCommand(program: Command): void {
  const command = program
    .command('experiment-agent')
    .description('run the experiments that a controller hands to this node: changes proxies and puts them back')
    .option(
      '-c, --config <file>',
      'YAML file with the keys below, in camel case (MESHPROF_CONFIG)',
      process.env.MESHPROF_CONFIG
    )
    .option('--print-config', 'print the configuration in force, without secrets, and exit')
    // What `meshprof experiment run` starts.
    .addOption(new Option('--led-by-parent', 'take orders from the process that started this one').hideHelp())
    .addOption(new Option('--experiment <id>', 'with --led-by-parent: the run to lead').hideHelp());
  for (const { flags, description } of settingOptions(EXPERIMENT_AGENT_SETTINGS)) command.option(flags, description);
  command.addHelpText('after', `\n${secretsHelp(EXPERIMENT_AGENT_SETTINGS)}`);
  command.action((options: AgentOptions & Flags) => {
    const abort = new AbortController();
    // Each time: a second signal must not end it before the proxy is as it was.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
    const { ledByParent, experiment, ...others } = options;
    return ledByParent === true ? leadOne(experiment, options, abort.signal) : leadAll(others, abort.signal);
  });
}

async function leadOne(
  experimentId: string | undefined,
  { stateDir, otlpEndpoint }: Flags,
  signal: AbortSignal
): Promise<void> {
  if (experimentId === undefined || stateDir === undefined || process.send === undefined) {
    throw new CliError({ exit: 'usage', message: '--led-by-parent is for `meshprof experiment run`' });
  }
  const { leadForParent } = await import('../../experiment/lead-for-parent.ts');
  await leadForParent({ experimentId, stateDir, ...(otlpEndpoint !== undefined && { otlpEndpoint }) }, signal);
}

async function leadAll(
  { config: file, printConfig, ...flags }: Pick<AgentOptions, 'config' | 'printConfig'> & Flags,
  signal: AbortSignal
): Promise<void> {
  // Loaded only now: other commands should not pay for a schema checker, drivers and HTTP clients.
  const { configText } = await import('@meshprof/settings/load');
  const { loadExperimentAgentConfig } = await import('../../config/load-experiment-agent-config.ts');
  const loaded = loadExperimentAgentConfig({
    flags,
    env: process.env,
    ...(file !== undefined && { file }),
  });
  if (!loaded.ok) throw new CliError({ exit: 'usage', message: loaded.message });
  if (printConfig === true) return writeOut(configText(EXPERIMENT_AGENT_SETTINGS, loaded.value));
  const [{ startExperimentAgent }, { createLogger }] = await Promise.all([
    import('../../experiment/start-experiment-agent.ts'),
    import('../../logs/logger.ts'),
  ]);
  const run = await startExperimentAgent(loaded.value, createLogger(loaded.value.logLevel), signal);
  if (!run.ok) throw new CliError(run.failure);
}
