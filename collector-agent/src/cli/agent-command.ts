import type { Command } from 'commander';
import { SETTINGS } from '../config/settings.ts';
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
    .option('-c, --config <file>', 'YAML file with the keys below (in camel case)')
    .option('--print-config', 'print the configuration in force, without secrets, and exit');
  for (const { flag, description, env, secret } of SETTINGS) {
    if (!secret) command.option(`${flag} <value>`, `${description} (${env})`);
  }
  const secrets = SETTINGS.filter(({ secret }) => secret).map(({ key, env }) => `${key} (${env})`);
  command.addHelpText('after', `\nOnly by file or environment, since they are secrets: ${secrets.join(', ')}`);
  command.action((options: AgentOptions & Record<string, string>) => runAgentCommand(options));
}

async function runAgentCommand(options: AgentOptions & Record<string, string>): Promise<void> {
  const { config: file, printConfig, ...flags } = options;
  // Loaded only now: other commands should not pay for a schema checker, gRPC and HTTP clients.
  const { loadAgentConfig } = await import('../config/load-agent-config.ts');
  const loaded = loadAgentConfig({ flags, env: process.env, ...(file !== undefined && { file }) });
  if (!loaded.ok) throw new CliError({ exit: 'usage', message: loaded.message });
  if (printConfig === true) {
    const { stringify } = await import('yaml');
    return writeOut(stringify(withoutSecrets(loaded.config)));
  }
  const [{ startAgent }, { createLogger }] = await Promise.all([
    import('../agent/start-agent.ts'),
    import('../logs/logger.ts'),
  ]);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  const run = await startAgent(loaded.config, createLogger(loaded.config.logLevel), abort.signal);
  if (!run.ok) throw new CliError(run.failure);
}

function withoutSecrets(config: object): object {
  const secrets = new Set(SETTINGS.filter(({ secret }) => secret).map(({ key }) => key));
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, secrets.has(key) ? '(set)' : value]));
}
