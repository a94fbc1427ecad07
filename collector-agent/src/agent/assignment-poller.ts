import { type Assignments, LONG_POLL_MAX_MS } from '@meshprof/contracts';
import { backoffDelayMs } from '../export/backoff.ts';
import type { ControllerLink } from './controller-link.ts';
import type { CallResult } from './http-json.ts';
import { pause } from './pause.ts';

export interface PollerOptions {
  readonly link: Pick<ControllerLink, 'pollAssignments'>;
  readonly onAssignments: (assignments: Assignments) => void;
  readonly onResult: (result: CallResult<unknown>) => void;
}

/** Long-polls what is to be done until aborted. What runs goes on while the controller is away. */
export async function pollAssignments(
  { link, onAssignments, onResult }: PollerOptions,
  signal: AbortSignal
): Promise<void> {
  let version = 0;
  let failures = 0;
  while (!signal.aborted) {
    const result = await link.pollAssignments(version, LONG_POLL_MAX_MS, signal);
    if (signal.aborted) return;
    onResult(result);
    if (result.kind === 'ok') {
      failures = 0;
      // A controller that answers at once although nothing changed must not be asked in a busy loop.
      if (result.value.version === version && result.value.assignments.length === 0) await pause(50, signal);
      version = result.value.version;
      onAssignments(result.value);
    } else {
      // The next answer should be the whole truth, whoever gives it.
      version = 0;
      await pause(backoffDelayMs(++failures, Math.random), signal);
    }
  }
}
