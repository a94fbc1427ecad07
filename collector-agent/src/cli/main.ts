import { CommanderError } from 'commander';
import { CliError } from './cli-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { writeErr } from './terminal.ts';

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}

/** One sentence on standard error (bad settings: one each), and the exit code. */
function report(error: unknown): number {
  // Commander has printed its message (or the help that was asked for) already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  const debug = process.env.MESHPROF_DEBUG === '1';
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof CliError || debug ? '' : ' (unexpected; MESHPROF_DEBUG=1 shows where)';
  writeErr(`meshprof: ${`${message}${hint}`.replaceAll('\n', '\nmeshprof: ')}\n`);
  if (debug && error instanceof Error) writeErr(`${error.stack ?? ''}\n`);
  return error instanceof CliError ? EXIT_CODES[error.failure.exit] : EXIT_CODES.unexpected;
}
