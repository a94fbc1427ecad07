import { secretsHelp, settingOptions } from '@meshprof/settings';
import { configText } from '@meshprof/settings/load';
import { Command } from 'commander';
import { CONTROLLER_SETTINGS } from './config/controller-config.ts';
import { loadControllerConfig } from './config/load-controller-config.ts';
import { keepHeapSmall } from './heap-limits.ts';
import { startService } from './service.ts';
import { VERSION } from './version.ts';

/** The service: `meshprof controller`. */
async function main(argv: readonly string[]): Promise<void> {
  keepHeapSmall();
  const { config: file, printConfig, ...flags } = parseOptions(argv);
  const loaded = loadControllerConfig({ flags, env: process.env, ...(file !== undefined && { file }) });
  if (!loaded.ok) return fail(loaded.message);
  if (printConfig === true) {
    process.stdout.write(configText(CONTROLLER_SETTINGS, loaded.value));
    return;
  }
  const started = await startService(loaded.value);
  if (!started.ok) return fail(started.message);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void started.stop());
  process.on('SIGHUP', started.reload);
}

type Options = Record<string, string | undefined> & { config?: string; printConfig?: true };

function parseOptions(argv: readonly string[]) {
  const command = new Command('meshprof controller')
    .description('Holds tasks and tells agents what to profile.')
    .version(VERSION)
    .option('--config <file>', 'YAML file with the same settings (MESHPROF_CONFIG)', process.env.MESHPROF_CONFIG)
    .option('--print-config', 'print the configuration in force, without secrets, and exit');
  for (const { flags, description } of settingOptions(CONTROLLER_SETTINGS)) command.option(flags, description);
  command.addHelpText('after', `\n${secretsHelp(CONTROLLER_SETTINGS)}`);
  return command.parse(argv).opts<Options>();
}

function fail(message: string): void {
  for (const line of message.split('\n')) process.stderr.write(`meshprof controller: ${line}\n`);
  process.exitCode = 1;
}

await main(process.argv);
