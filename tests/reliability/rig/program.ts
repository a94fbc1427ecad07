import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { descendantsOf } from '../../harness/process-tree.ts';

/** A Node program of the rig: what befalls it befalls the processes that it has started too. */
export class Program {
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#args = args;
    this.#env = env;
  }

  start(): void {
    this.#child = spawn(process.execPath, this.#args, { env: { ...process.env, ...this.#env }, stdio: 'ignore' });
  }

  /** Its child ends by itself without it. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** To itself alone. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  pause(): void {
    signalTree(this.#child?.pid, 'SIGSTOP');
  }

  resume(): void {
    signalTree(this.#child?.pid, 'SIGCONT');
  }
}

export function signalTree(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('the program does not run');
  for (const each of [pid, ...descendantsOf(pid)]) process.kill(each, signal);
}
