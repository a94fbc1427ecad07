import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A program of the test, with its output in a file. */
export class ChildProgram {
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #ended: Promise<void>;
  readonly name: string;

  constructor(name: string, command: readonly string[], folder: string, env: NodeJS.ProcessEnv = {}) {
    this.name = name;
    this.#logFile = path.join(folder, `${name}.log`);
    const log = openSync(this.#logFile, 'w');
    const [program, ...args] = command;
    this.#child = spawn(program as string, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve());
      this.#child.once('exit', () => resolve());
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @throws Error with the last lines of its output, if it is no longer there. */
  assertAlive(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) return;
    throw new Error(`${this.name} ended:\n${this.lastLines()}`);
  }

  lastLines(count = 20): string {
    return readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  }

  /** istiod takes some seconds over SIGTERM, and has nothing to save. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }
}
