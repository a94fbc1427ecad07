import { Command } from 'commander';
import { loadControllerConfig } from './config/load-controller-config.ts';
import { SETTINGS } from './config/settings.ts';
import { startService } from './service.ts';
import { VERSION } from './version.ts';

/** The service: `meshprof controller`. */
async function main(argv: readonly string[]): Promise<void> {
  const { config: file, ...flags } = parseFlags(argv);
  const loaded = loadControllerConfig({ flags, env: process.env, ...(file !== undefined && { file }) });
  if (!loaded.ok) return fail(loaded.message);
  const started = await startService(loaded.value);
  if (!started.ok) return fail(started.message);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void started.stop());
}

function parseFlags(argv: readonly string[]): Record<string, string | undefined> {
  const command = new Command('meshprof controller')
    .description('Holds tasks and tells agents what to profile.')
    .version(VERSION)
    .option('--config <file>', 'YAML file with the same settings (MESHPROF_CONFIG)', process.env.MESHPROF_CONFIG);
  for (const { flag, description, secret } of SETTINGS) if (!secret) command.option(`${flag} <value>`, description);
  const secrets = SETTINGS.filter(({ secret }) => secret).map(({ env, description }) => `  ${env}  ${description}`);
  command.addHelpText('after', `\nBy file or environment only:\n${secrets.join('\n')}`);
  return command.parse(argv).opts<Record<string, string | undefined>>();
}

function fail(message: string): void {
  process.stderr.write(`meshprof controller: ${message}\n`);
  process.exitCode = 1;
}

await main(process.argv);
