import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or returns early when the signal aborts. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (delayMs <= 0) return;
  await sleep(delayMs, undefined, { signal }).catch(() => undefined);
}
