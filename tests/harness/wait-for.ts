import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly what: string;
  /** A hang limit, not an expectation. */
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/** Asks again until the answer is not undefined; fails with what was waited for. */
export async function waitFor<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  { what, timeoutMs = 60_000, intervalMs = 100 }: WaitOptions
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(intervalMs);
  }
}
