/**
 * A session that captures no stacks, until it is interrupted: what exact totals alone cost (rows/switch-cost.ts).
 *   node watch-totals.ts PID
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openSession } from '@meshprof/native';

/** As often as the agent drains. */
const DRAIN_MS = 200;

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
const session = openSession({
  pids: [Number(process.argv[2])],
  events: ['off-cpu'],
  frequencyHz: 99,
  stacksPerSecond: 0,
});
while (!interrupted.signal.aborted) {
  await sleep(DRAIN_MS, undefined, { signal: interrupted.signal }).catch(() => undefined);
  session.drain();
}
session.close();
