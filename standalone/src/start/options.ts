import { Command, InvalidArgumentError, Option } from 'commander';
import os from 'node:os';
import path from 'node:path';
import { PORTS, type PortName } from '@meshprof/contracts';

export type Ports = Record<PortName, number>;

export interface StartOptions {
  ports: Ports;
  /** Where store, controller database, spool and logs live. */
  stateDir: string;
  demo: boolean;
  demoLogToFile: boolean;
  prometheus: boolean;
  /** YAML file; options and environment win over it. */
  configFile?: string;
}

const defaultStateDir = path.join(process.env.XDG_STATE_HOME || path.join(os.homedir(), '.local', 'state'), 'meshprof');

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  }
  return port;
}

/** The attribute name that commander derives from a long option. */
const attributeOf = (option: string) => new Option(`${option} <n>`).attributeName();

/** Reads options and environment; prints usage errors itself and exits with 2. */
export function readStartOptions(argv: readonly string[]): StartOptions {
  const command = new Command('npm start --')
    .description('Runs agent, controller, embedded store, host page and demo mesh.')
    .option('--config <file>', 'YAML file with the same settings')
    .addOption(
      new Option('--state-dir <folder>', 'where profiles, tasks and logs are kept')
        .env('MESHPROF_STATE_DIR')
        .default(defaultStateDir)
    )
    .option('--no-demo', 'run without the demo mesh (Envoy, upstream, span sink, load)')
    .option('--no-prometheus', 'run the demo without Prometheus')
    .option('--demo-log-to-file', "write the demo Envoy's access log to a file instead of standard output")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError('Use --help for all options.');
  for (const { port, option, env, what } of Object.values(PORTS)) {
    command.addOption(new Option(`${option} <port>`, `port of the ${what}`).env(env).default(port).argParser(parsePort));
  }
  const values = command.parse(argv, { from: 'user' }).opts<Record<string, never>>();
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, { option }]) => [name, values[attributeOf(option)]])
  ) as unknown as Ports;
  return {
    ports,
    stateDir: values['stateDir']!,
    demo: values['demo']!,
    demoLogToFile: Boolean(values['demoLogToFile']),
    prometheus: values['prometheus']!,
    ...(values['config'] === undefined ? {} : { configFile: values['config'] }),
  };
}
