import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition; the limit is against hanging only. */
export async function waitUntil(what: string, condition: () => boolean, limitMs = 60_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await sleep(20);
  }
}
