import { type ChildProcess, spawn } from 'node:child_process';
import { readCpuNs } from '../measure/thread-account.ts';
import type { GeneratorCommand } from './generator-command.ts';

const CPU_LOOK_EVERY_MS = 250;
/** An hour of looks. */
const MAX_LOOKS = 14_400;
const KEPT_OUTPUT = 64 * 1024;
const KILL_AFTER_MS = 700;

interface CpuLook {
  readonly unixMs: number;
  readonly cpuNs: number;
}

/** A running generator: what it wrote last, the CPU time it took, and its end. */
export class GeneratorProcess {
  readonly startUnixMs = Date.now();
  /** Resolves when it is gone and its output is whole. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #looks: CpuLook[] = [];
  readonly #timer: NodeJS.Timeout;
  #output = '';
  #hasEnded = false;
  #startFailure: string | undefined;

  /** `descriptors` become 3, 4, … in the child. */
  constructor({ file, args }: GeneratorCommand, descriptors: readonly number[]) {
    // A process group of its own: Ctrl-C in a terminal is for the run, which ends the load in its turn.
    this.#child = spawn(file, [...args], { stdio: ['ignore', 'pipe', 'pipe', ...descriptors], detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#keepEnd(stream);
    this.ended = new Promise<void>((resolve) => {
      this.#child.once('error', (error) => {
        this.#startFailure = error.message;
        if (this.#child.pid === undefined) resolve();
      });
      this.#child.once('close', () => resolve());
    }).then(() => this.#end());
    this.#timer = setInterval(() => this.lookAtCpu(), CPU_LOOK_EVERY_MS);
    this.#timer.unref();
  }

  get pid(): number | undefined {
    return this.#hasEnded ? undefined : this.#child.pid;
  }

  /** The end of both streams. */
  get output(): string {
    return this.#output;
  }

  /** How it ended, where nobody ended it: a sentence without its start. Undefined after status 0. */
  get failure(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (this.#startFailure !== undefined) return `could not be started: ${this.#startFailure}`;
    if (!this.#hasEnded || exitCode === 0) return undefined;
    const lastLine = this.#output.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
    return `ended with ${exitCode === null ? `signal ${signalCode}` : `status ${exitCode}`}: ${lastLine}`;
  }

  /** CPU time over time in a stretch, 1 being a whole CPU; by looks every quarter of a second. */
  cores(fromUnixMs: number, toUnixMs: number): number {
    this.lookAtCpu();
    const from = this.#looks.findLast(({ unixMs }) => unixMs <= fromUnixMs) ?? this.#looks[0];
    const to = this.#looks.find(({ unixMs }) => unixMs >= toUnixMs) ?? this.#looks.at(-1);
    if (from === undefined || to === undefined || to.unixMs <= from.unixMs) return 0;
    return (to.cpuNs - from.cpuNs) / 1e6 / (to.unixMs - from.unixMs);
  }

  lookAtCpu(): void {
    const cpuNs = this.pid === undefined ? undefined : readCpuNs(this.pid);
    // A process that is ending loses its threads' accounts one by one.
    if (cpuNs === undefined || cpuNs < (this.#looks.at(-1)?.cpuNs ?? 0)) return;
    this.#looks.push({ unixMs: Date.now(), cpuNs });
    if (this.#looks.length > MAX_LOOKS) this.#looks.shift();
  }

  /** `gently`: SIGINT first, for one that then tells what it has; SIGKILL follows soon, held or not. */
  async stop(gently: boolean): Promise<void> {
    if (this.#hasEnded) return;
    this.lookAtCpu();
    this.#child.kill(gently ? 'SIGINT' : 'SIGKILL');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    await this.ended;
    clearTimeout(timer);
  }

  #keepEnd(stream: ChildProcess['stdout']): void {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
    });
    stream?.on('error', () => undefined);
  }

  #end(): void {
    this.#hasEnded = true;
    clearInterval(this.#timer);
  }
}
