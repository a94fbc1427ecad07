import { readEnvoyOptions, SETTING_OPTIONS } from '../discovery/envoy-options.ts';
import { optionValue } from '../discovery/role.ts';

/** What Envoy's command line says of its configuration; options as in `envoy --help` of 1.40. */
export interface EnvoyCommandLine {
  readonly configPath?: string;
  readonly configYaml?: string;
  readonly concurrency?: string;
  readonly fileFlushIntervalMs?: string;
  readonly serviceNode?: string;
}

/** Undefined if the process is gone or its command line may not be read. */
export function readEnvoyCommandLine(pid: number): EnvoyCommandLine | undefined {
  const options = readEnvoyOptions(pid, SETTING_OPTIONS);
  return options === undefined ? undefined : parseEnvoyCommandLine(options);
}

export function parseEnvoyCommandLine(args: readonly string[]): EnvoyCommandLine {
  const found = {
    configPath: optionValue(args, '--config-path') ?? optionValue(args, '-c'),
    configYaml: optionValue(args, '--config-yaml'),
    concurrency: optionValue(args, '--concurrency'),
    fileFlushIntervalMs: optionValue(args, '--file-flush-interval-msec'),
    serviceNode: optionValue(args, '--service-node'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ''));
}
