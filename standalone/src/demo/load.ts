import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from './child-process.ts';
import type { DemoExit, DemoLoad } from './demo-types.ts';

/**
 * h2load keeps a record of each request and, where all its connections fail at once, waits for its end doing nothing;
 * short runs, one after the other, bound both.
 */
const RUN_SECONDS = 60;
const PAUSE_AFTER_FAILURE_MS = 1_000;

/**
 * 2,000 requests a second: measured in docs/decisions/0005-demo-load.md as what leaves half a core free on two cores
 * with tracing and full logs on.
 */
export const DEFAULT_LOAD: DemoLoad = { requestsPerSecond: 2_000, connections: 8 };

export interface LoadOptions {
  readonly h2load: string;
  readonly url: string;
  readonly load: DemoLoad;
  /** A run that failed; the next starts after a pause. Told once for each series of failures. */
  readonly onFailure: (exit: DemoExit) => void;
}

export interface RunningLoad {
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Constant load over HTTP/1.1 until stopped. */
export function startLoad({ h2load, url, load, onFailure }: LoadOptions): RunningLoad {
  // `--rps` is for one connection.
  const ratePerConnection = load.requestsPerSecond / load.connections;
  const args = ['--h1', '-t', '1', '-c', String(load.connections), '--rps', String(ratePerConnection)];
  const run = () =>
    startChild({
      program: 'h2load',
      file: h2load,
      args: [...args, '-D', String(RUN_SECONDS), url],
      stdout: 'keep-lines',
    });

  const stopping = new AbortController();
  let child: Child = run();
  let failed = false;

  const loop = async () => {
    while (!stopping.signal.aborted) {
      const exit = await child.exited;
      if (stopping.signal.aborted) return;
      if (exit.code !== 0) {
        if (!failed) onFailure(exit);
        await sleep(PAUSE_AFTER_FAILURE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
      }
      failed = exit.code !== 0;
      child = run();
    }
  };
  const looping = loop();

  return {
    pid: () => (child.hasExited() ? undefined : child.pid),
    stop: async () => {
      stopping.abort();
      await child.stop();
      await looping;
    },
  };
}
