import { say, sayError } from './progress.ts';

/** Ends what was started, last first. One end for the whole process, whatever asks for it first. */
export class Shutdown {
  #steps: (() => Promise<unknown>)[] = [];
  #started = false;

  get started(): boolean {
    return this.#started;
  }

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /** Prints the problems, ends everything and then the process. A second call ends the process at once. */
  async exit(code: number, ...problems: string[]): Promise<never> {
    for (const problem of problems) sayError(problem);
    // The impatient second Ctrl-C: children die with this process.
    if (this.#started) process.exit(130);
    this.#started = true;
    if (this.#steps.length > 0) say('stopping', 'ending sessions, sending what is left (Ctrl-C again: at once)');
    for (const step of this.#steps.reverse()) {
      await step().catch((error: unknown) => sayError(`while stopping: ${String(error)}`));
    }
    process.exit(code);
  }
}
