import { HEARTBEAT_MS, LONG_POLL_MAX_MS } from '@meshprof/contracts';
import { backoffDelayMs } from '../retry/backoff.ts';
import type { ControllerLink } from './controller-link.ts';
import type { CallResult } from './http-json.ts';
import { pause } from '../retry/pause.ts';
import type { InventoryReporter } from './inventory-reporter.ts';
import type { ReadAssignments } from './read-assignments.ts';

export interface PollerOptions {
  readonly link: Pick<ControllerLink, 'pollAssignments'>;
  /** What is said between two polls, on the connection that they are made on. */
  readonly between: Pick<InventoryReporter, 'dueInMs' | 'takeTurn'>;
  readonly onAssignments: (assignments: ReadAssignments) => void;
  readonly onResult: (result: CallResult<unknown>) => void;
}

/** Answers that come faster than this, on and on, are no news of tasks. */
const QUICKEST_MS = 100;

/** Of a poll that ends with something to be said. */
const SHORTEST_POLL_MS = 1_000;

/** Long-polls what is to be done until aborted. What runs goes on while the controller is away. */
export async function pollAssignments(
  { link, between, onAssignments, onResult }: PollerOptions,
  signal: AbortSignal
): Promise<void> {
  let version = 0;
  let failures = 0;
  while (!signal.aborted) {
    await between.takeTurn(signal);
    const askedAtMs = performance.now();
    const result = await link.pollAssignments(version, pollMs(between.dueInMs), signal);
    if (signal.aborted) return;
    onResult(result);
    if (result.kind === 'ok') {
      failures = 0;
      version = result.value.version;
      onAssignments(result.value);
      // A controller that always answers at once must not be asked in a busy loop.
      await pause(QUICKEST_MS - (performance.now() - askedAtMs), signal);
    } else {
      // The next answer should be the whole truth, whoever gives it.
      version = 0;
      await pause(backoffDelayMs(++failures, Math.random), signal);
    }
  }
}

/** Until something is to be said; what is late although it had its turn waits for the next. */
function pollMs(dueInMs: number): number {
  return dueInMs === 0 ? HEARTBEAT_MS : Math.min(LONG_POLL_MAX_MS, Math.max(SHORTEST_POLL_MS, Math.ceil(dueInMs)));
}
