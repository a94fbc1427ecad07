import { secretsHelp, settingOptions } from '@meshprof/settings';
import type { Command } from 'commander';
import { AGENT_SETTINGS } from '../config/agent-config.ts';
import { CliError } from './cli-failure.ts';
import { writeOut } from './terminal.ts';

interface AgentOptions {
  readonly config?: string;
  readonly printConfig?: boolean;
}

export function addAgentCommand(program: Command): void {
  const command = program
    .command('agent')
    .description('run the node agent: profiles what the controller asks for')
    .option(
      '-c, --config <file>',
      'YAML file with the keys below, in camel case (MESHPROF_CONFIG)',
      process.env.MESHPROF_CONFIG
    )
    .option('--print-config', 'print the configuration in force, without secrets, and exit');
  for (const { flags, description } of settingOptions(AGENT_SETTINGS)) command.option(flags, description);
  command.addHelpText('after', `\n${secretsHelp(AGENT_SETTINGS)}`);
  command.action((options: AgentOptions & Record<string, string>) => runAgentCommand(options));
}

async function runAgentCommand(options: AgentOptions & Record<string, string>): Promise<void> {
  const { config: file, printConfig, ...flags } = options;
  // Loaded only now: other commands should not pay for a schema checker, gRPC and HTTP clients.
  const { loadAgentConfig } = await import('../config/load-agent-config.ts');
  const loaded = loadAgentConfig({ flags, env: process.env, ...(file !== undefined && { file }) });
  if (!loaded.ok) throw new CliError({ exit: 'usage', message: loaded.message });
  if (printConfig === true) {
    const { configText } = await import('@meshprof/settings/load');
    return writeOut(configText(AGENT_SETTINGS, loaded.value));
  }
  const [{ startAgent }, { createLogger }] = await Promise.all([
    import('../agent/start-agent.ts'),
    import('../logs/logger.ts'),
  ]);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  const run = await startAgent(loaded.value, createLogger(loaded.value.logLevel), abort.signal);
  if (!run.ok) throw new CliError(run.failure);
}
