import { setTimeout as sleep } from 'node:timers/promises';
import type { Child, ChildExit } from '../processes/child-process.ts';
import type { DemoLoad, DemoOptions } from './demo-types.ts';
import { ConstantLoad } from './load.ts';
import { describeExit } from './readiness.ts';

/** Time for the log reader to take what Envoy wrote last. */
const DRAIN_MS = 1_000;

/** The programs that run: watches for deaths nobody asked for, and ends all in an order that loses nothing. */
export class RunningDemo {
  readonly #options: DemoOptions;
  readonly #children: Child[] = [];
  readonly #cleanups: (() => void)[] = [];
  #load: ConstantLoad | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: DemoOptions) {
    this.#options = options;
  }

  add(child: Child): Child {
    this.#children.push(child);
    void child.exited.then((exit) => {
      // Before the load starts, a death is the reason why the start fails.
      if (this.#load !== undefined && this.#stopped === undefined) this.#reportExit(exit);
    });
    return child;
  }

  onStop(cleanup: () => void): void {
    this.#cleanups.push(cleanup);
  }

  startLoad({ envoy, url, load }: { envoy: Child; url: string; load: DemoLoad }): ConstantLoad {
    const { h2load } = this.#options.binaries;
    const running = new ConstantLoad({ h2load, url, load, onFailure: (exit) => this.#reportExit(exit) });
    this.#load = running;
    void envoy.exited.then(() => running.stop());
    return running;
  }

  pids(): Record<string, number> {
    const pids: Record<string, number> = {};
    for (const child of this.#children) {
      if (child.pid !== undefined && !child.hasExited()) pids[child.program] = child.pid;
    }
    const load = this.#load?.pid;
    return load === undefined ? pids : { ...pids, h2load: load };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    for (const cleanup of this.#cleanups) cleanup();
    await this.#load?.stop();
    await this.#find('envoy')?.stop();
    const reader = this.#find('log-reader');
    if (reader !== undefined) await Promise.race([reader.exited, sleep(DRAIN_MS, undefined, { ref: false })]);
    await Promise.all(this.#children.map((child) => child.stop()));
  }

  #find(program: string): Child | undefined {
    return this.#children.find((child) => child.program === program);
  }

  #reportExit(exit: ChildExit): void {
    // The end of Envoy's output is the end of its reader: one report is enough.
    if (exit.program === 'log-reader' && exit.code === 0) return;
    this.#options.onProgress?.(`Demo: ${describeExit(exit)}`);
    this.#options.onExit?.(exit);
  }
}
