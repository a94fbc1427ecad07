import type { ExitCodeName } from './exit-codes.ts';

/** An expected failure of a command: what the person reads (one sentence) and which exit code it has. */
export interface CliFailure {
  readonly exit: ExitCodeName;
  readonly message: string;
}

/** Ends a command with a message and an exit code; `main.ts` turns it into both. */
export class CliError extends Error {
  readonly failure: CliFailure;

  constructor(failure: CliFailure) {
    super(failure.message);
    this.name = 'CliError';
    this.failure = failure;
  }
}
