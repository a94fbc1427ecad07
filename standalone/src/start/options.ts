import { Command, InvalidArgumentError, Option } from 'commander';
import os from 'node:os';
import path from 'node:path';
import { PORTS, type PortName } from '@meshprof/contracts';
import { ORG_ROLES, type OrgRole } from '../host/org-roles.ts';
import type { Limits, Retention } from '../store/store-config.ts';
import { readConfigFile, type StartConfig } from './config-file.ts';

export type Ports = Record<PortName, number>;

export interface StartOptions {
  ports: Ports;
  /** Where store, controller database, spool and logs live. */
  stateDir: string;
  demo: boolean;
  demoLogToFile: boolean;
  /** The demo's Envoy is profiled all the time. */
  demoProfiling: boolean;
  prometheus: boolean;
  /** A Prometheus of the user, instead of the demo's. */
  prometheusUrl?: string;
  /** Highest role of whoever opens the page. */
  role: OrgRole;
  /** Where the agent sends profiles and events; the embedded store unless told. */
  otlpEndpoint?: string;
  /** What is made of alerts; the controller's defaults unless told. */
  alertsFile?: string;
  retention: Partial<Retention>;
  limits: Partial<Limits>;
}

export type ReadOptionsResult = { ok: true; options: StartOptions } | { ok: false; problem: string };

const defaultStateDir = path.join(process.env.XDG_STATE_HOME || path.join(os.homedir(), '.local', 'state'), 'meshprof');

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  }
  return port;
}

/** `viewer`, as one types it, or `Viewer`, as Grafana writes it. */
function parseRole(text: string): OrgRole {
  const role = ORG_ROLES.find((known) => known.toLowerCase() === text.toLowerCase());
  if (role === undefined) throw new InvalidArgumentError(`A role is one of ${ORG_ROLES.join(', ')}.`);
  return role;
}

function parseUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new InvalidArgumentError('A URL begins with http:// or https://.');
  return text;
}

/** The attribute name that commander derives from a long option. */
const attributeOf = (option: string) => new Option(`${option} <n>`).attributeName();

function startCommand(): Command {
  const command = new Command('npm start --')
    .description('Runs agent, controller, embedded store, host page and demo mesh.')
    .addOption(new Option('--config <file>', 'YAML file with the same settings').env('MESHPROF_CONFIG'))
    .addOption(
      new Option('--state-dir <folder>', 'where profiles, tasks and logs are kept')
        .env('MESHPROF_STATE_DIR')
        .default(defaultStateDir)
    )
    .addOption(
      new Option(
        '--otlp-endpoint <url>',
        'where the agent sends its data, such as a Collector (default: the store)'
      ).env('MESHPROF_OTLP_ENDPOINT')
    )
    .addOption(
      new Option('--alerts-file <file>', 'YAML file that says what is made of alerts').env('MESHPROF_ALERTS_FILE')
    )
    .option('--no-demo', 'run without the demo mesh (Envoy, upstream, span sink, load)')
    .option('--no-prometheus', 'run the demo without Prometheus')
    .option('--no-demo-profiling', "do not profile the demo's Envoy all the time")
    .addOption(
      new Option('--prometheus-url <url>', "a Prometheus of yours for throughput and triggers (default: the demo's)")
        .env('MESHPROF_PROMETHEUS_URL')
        .argParser(parseUrl)
    )
    .addOption(
      new Option('--role <role>', 'what the page may do at most: viewer, editor or admin')
        .env('MESHPROF_ROLE')
        .default('Admin')
        .argParser(parseRole)
    )
    .option('--demo-log-to-file', "write the demo Envoy's access log to a file instead of standard output", false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError('Use --help for all options.');
  for (const { port, option, env, what } of Object.values(PORTS)) {
    command.addOption(
      new Option(`${option} <port>`, `port of the ${what}`).env(env).default(port).argParser(parsePort)
    );
  }
  return command;
}

/** Precedence: command line, environment, file, default. Usage errors are printed and end the process with code 2. */
export function readStartOptions(argv: readonly string[]): ReadOptionsResult {
  const command = startCommand().parse(argv, { from: 'user' });
  const values = command.opts<{ config?: string; [name: string]: unknown }>();
  const file = values.config === undefined ? { ok: true as const, config: {} } : readConfigFile(values.config);
  if (!file.ok) return file;
  const config: StartConfig = file.config;
  const choose = <T>(name: string, fromFile: T | undefined): T =>
    ['default', undefined].includes(command.getOptionValueSource(name)) && fromFile !== undefined
      ? fromFile
      : (values[name] as T);
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, { option }]) => [name, choose(attributeOf(option), config.ports?.[name])])
  ) as Ports;
  const otlpEndpoint = choose('otlpEndpoint', config.otlpEndpoint);
  const alertsFile = choose('alertsFile', config.alertsFile);
  const prometheusUrl = choose('prometheusUrl', config.prometheusUrl);
  // Where it cannot be asked, the page shows the address.
  if (prometheusUrl?.includes('@') === true) {
    return {
      ok: false,
      problem: 'The address of Prometheus has a user or password in it, which this page cannot send.',
    };
  }
  return {
    ok: true,
    options: {
      ...(alertsFile === undefined ? {} : { alertsFile }),
      ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
      ...(prometheusUrl === undefined ? {} : { prometheusUrl }),
      ports,
      role: choose<OrgRole>('role', config.role),
      stateDir: path.resolve(choose('stateDir', config.stateDir)),
      demo: choose('demo', config.demo?.enabled),
      demoLogToFile: choose('demoLogToFile', config.demo?.logToFile),
      demoProfiling: choose('demoProfiling', config.demo?.profiling),
      prometheus: choose('prometheus', config.demo?.prometheus),
      retention: config.store?.retention ?? {},
      limits: config.store?.limits ?? {},
    },
  };
}
