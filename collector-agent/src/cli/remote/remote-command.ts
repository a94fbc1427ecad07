import type { Command } from 'commander';
import { writeOut } from '../terminal.ts';
import type { ControllerApi } from './controller-api.ts';

/** Options that every command against a controller has. */
export interface RemoteOptions {
  readonly url?: string;
  readonly json?: boolean;
}

const ENVIRONMENT = `
Environment:
  MESHPROF_URL      the controller's address (or --url)
  MESHPROF_TOKEN    its token
  MESHPROF_CA_FILE  PEM file that signs its certificate`;

export function addRemoteOptions(command: Command): Command {
  return command
    .option('--url <url>', "the controller's address (MESHPROF_URL)")
    .option('--json', 'print what the API answers')
    .addHelpText('after', ENVIRONMENT);
}

/** Runs a command with an open API, which is closed whatever happens. */
export async function withApi<T>(options: RemoteOptions, run: (api: ControllerApi) => Promise<T>): Promise<T> {
  // Loaded only now: other commands should not pay for a schema checker.
  const { connectionFrom, openControllerApi } = await import('./controller-api.ts');
  const api = openControllerApi(connectionFrom(options, process.env));
  try {
    return await run(api);
  } finally {
    api.close();
  }
}

/** Prints an answer as JSON, or as the text that a person reads. */
export function present<T>({ json }: RemoteOptions, answer: T, text: (answer: T) => string): void {
  writeOut(json === true ? `${JSON.stringify(answer, undefined, 2)}\n` : text(answer));
}

/** The query of a page, without what nobody gave. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)] as [string, string]]
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
