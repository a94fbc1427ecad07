const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 5000;
/** A server may ask for more patience than we have, but not for a day's. */
const MAX_SERVER_DELAY_MS = 5 * 60_000;

/**
 * Time to wait after the `failures`-th failure in a row (1 is the first): exponential, half of it random, so that
 * agents that lost the same server do not all return in the same instant. A delay the server asked for is the least.
 *
 * @param random gives numbers in [0, 1)
 */
export function backoffDelayMs(failures: number, random: () => number, serverDelayMs?: number): number {
  const ceilingMs = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (failures - 1));
  const delayMs = ceilingMs / 2 + (random() * ceilingMs) / 2;
  if (serverDelayMs === undefined) return delayMs;
  const askedMs = Math.min(serverDelayMs, MAX_SERVER_DELAY_MS);
  return askedMs + random() * BASE_DELAY_MS;
}
