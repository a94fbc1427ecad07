import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 15;

/**
 * Lets a long loop share the thread: `await pause()` in each round hands over whenever the loop has run for a slice,
 * so that exports and other queries go on meanwhile.
 */
export function timeSlices(): () => Promise<void> | undefined {
  let endsAtMs = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < endsAtMs) return undefined;
    return nextTurn().then(() => {
      endsAtMs = performance.now() + SLICE_MS;
    });
  };
}
