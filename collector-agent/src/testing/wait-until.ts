import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition; the limit is against hanging only. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 60_000
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await sleep(20);
  }
}
