import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child, type ChildExit } from '../processes/child-process.ts';
import type { DemoLoad } from './demo-types.ts';

/** h2load keeps a record of each request: runs of a minute, one after the other, bound its memory. */
const RUN_SECONDS = 60;
const PAUSE_AFTER_FAILURE_MS = 1_000;
const STALL_CHECK_MS = 1_000;
const STALLED_CHECKS = 3;

/**
 * With all spans and full logs this takes about 0.6 of a core in all (Envoy 0.4; table in provisioning/README.md), so
 * that on two cores more than half a core stays free beside the profiler, the store and a browser.
 */
export const DEFAULT_LOAD: DemoLoad = { requestsPerSecond: 2_500, connections: 8 };

export interface LoadOptions {
  readonly h2load: string;
  readonly url: string;
  readonly load: DemoLoad;
  /** A run that failed; the next starts after a pause. Told once for each series of failures. */
  readonly onFailure: (exit: ChildExit) => void;
}

/** Constant load over HTTP/1.1, as runs of h2load one after the other, until stopped. */
export class ConstantLoad {
  readonly #options: LoadOptions;
  readonly #stopping = new AbortController();
  readonly #looping: Promise<void>;
  readonly #watch: NodeJS.Timeout;
  #child: Child;
  #paused = false;
  #lastReadBytes = -1;
  #checksWithoutAnswers = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#child = this.#run();
    this.#looping = this.#loop();
    this.#watch = setInterval(() => this.#endRunThatStalls(), STALL_CHECK_MS);
  }

  /** Process id of the present run. */
  get pid(): number | undefined {
    return this.#child.hasExited() ? undefined : this.#child.pid;
  }

  /** Holds the load: connections stay open, nothing is sent. */
  pause(): void {
    this.#paused = true;
    this.#signal('SIGSTOP');
  }

  /** Sends again, with new connections: the old run would catch up on all that it did not send. */
  resume(): void {
    this.#paused = false;
    this.#signal('SIGKILL');
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    this.#stopping.abort();
    // h2load has nothing to finish, and does not heed SIGTERM while it is held.
    this.#signal('SIGKILL');
    await this.#looping;
  }

  #run(): Child {
    const { h2load, url, load } = this.#options;
    // `--rps` is for one connection.
    const rate = String(load.requestsPerSecond / load.connections);
    const args = ['--h1', '-t', '1', '-c', String(load.connections), '--rps', rate, '-D', String(RUN_SECONDS), url];
    return startChild({ program: 'h2load', file: h2load, args, stdout: 'keep-lines', deathSignal: 'KILL' });
  }

  async #loop(): Promise<void> {
    let failed = false;
    for (;;) {
      const exit = await this.#child.exited;
      if (this.#stopping.signal.aborted) return;
      const failsNow = exit.code !== 0 && exit.signal !== 'SIGKILL';
      if (failsNow && !failed) this.#options.onFailure(exit);
      failed = failsNow;
      if (failed) {
        await sleep(PAUSE_AFTER_FAILURE_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
        if (this.#stopping.signal.aborted) return;
      }
      this.#checksWithoutAnswers = 0;
      this.#child = this.#run();
      if (this.#paused) this.#signal('SIGSTOP');
    }
  }

  /**
   * With a fixed rate, h2load 1.52 sends one request on each connection that it opens again after a drain and then no
   * more; and where nothing listens, it retries without a pause and eats a core. Both show as bytes read standing still.
   */
  #endRunThatStalls(): void {
    const readBytes = this.#paused ? undefined : bytesRead(this.pid);
    const stalls = readBytes !== undefined && readBytes === this.#lastReadBytes;
    this.#checksWithoutAnswers = stalls ? this.#checksWithoutAnswers + 1 : 0;
    this.#lastReadBytes = readBytes ?? -1;
    if (this.#checksWithoutAnswers >= STALLED_CHECKS) this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
    this.#child.signal(signal);
  }
}

/** Bytes that a process has got from read(2) so far, sockets included; undefined if it is gone. */
function bytesRead(pid: number | undefined): number | undefined {
  try {
    return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
