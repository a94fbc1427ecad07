import { LONG_POLL_MAX_MS } from '@meshprof/contracts';
import { backoffDelayMs } from '../retry/backoff.ts';
import type { ControllerLink } from './controller-link.ts';
import type { CallResult } from './http-json.ts';
import { pause } from '../retry/pause.ts';
import type { ReadAssignments } from './read-assignments.ts';

export interface PollerOptions {
  readonly link: Pick<ControllerLink, 'pollAssignments'>;
  readonly onAssignments: (assignments: ReadAssignments) => void;
  readonly onResult: (result: CallResult<unknown>) => void;
}

/** Answers that come faster than this, on and on, are no news of tasks. */
const QUICKEST_MS = 100;

/** Long-polls what is to be done until aborted. What runs goes on while the controller is away. */
export async function pollAssignments(
  { link, onAssignments, onResult }: PollerOptions,
  signal: AbortSignal
): Promise<void> {
  let version = 0;
  let failures = 0;
  while (!signal.aborted) {
    const askedAtMs = performance.now();
    const result = await link.pollAssignments(version, LONG_POLL_MAX_MS, signal);
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
