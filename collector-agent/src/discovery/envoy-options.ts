import { readProcText } from './proc-file.ts';
import { optionValue } from './role.ts';

/** Who, and what kind of proxy it is; nothing else of any command line leaves the node without being asked for. */
export const IDENTITY_OPTIONS = ['--service-cluster', '--service-node'] as const;

/** What a proxy's present settings depend on. `--config-yaml` holds a whole configuration. */
export const SETTING_OPTIONS = [
  '--config-path',
  '-c',
  '--config-yaml',
  '--concurrency',
  '--file-flush-interval-msec',
  '--service-node',
] as const;

const MAX_COMMAND_LINE_BYTES = 512 * 1024;

/**
 * These options of an Envoy's command line, as `name=value`; everything else is forgotten here, as it may hold secrets.
 * Command lines of other programs, and environments of all, are never read. Undefined if the process is gone or its
 * command line may not be read.
 */
export function readEnvoyOptions(pid: number, names: readonly string[]): string[] | undefined {
  const text = readProcText(`/proc/${pid}/cmdline`, MAX_COMMAND_LINE_BYTES);
  return text.ok ? onlyOptions(text.text.split('\0'), names) : undefined;
}

export function onlyOptions(args: readonly string[], names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = optionValue(args, name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
}
