import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Driver, Restored } from '../drivers/driver.ts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import { restoreProxy } from './restore-proxy.ts';

/** How long is waited in all, and what came of it, where the proxy answers so. */
async function restoreWith(answer: (attempt: number) => Outcome<Restored>) {
  let attempts = 0;
  let waitedMs = 0;
  const driver = { restore: () => Promise.resolve(answer(attempts++)) } as unknown as Driver;
  const isRestored = await restoreProxy({
    openDriver: () => Promise.resolve(succeed(driver)),
    snapshot: { driver: 'envoy-runtime', hash: 'before', data: {} },
    sleep: (ms) => Promise.resolve(void (waitedMs += ms)),
    onAttempt: () => undefined,
  });
  return { isRestored, waitedMs };
}

const other = (hash: string) => succeed({ hash, proven: false });

test('a proxy that does not answer is asked for two minutes', async () => {
  assert.deepEqual(await restoreWith(() => fail('proxy-silent', 'silent')), { isRestored: false, waitedMs: 120_750 });
});

test('a proxy that holds on to something else is not', async () => {
  assert.deepEqual(await restoreWith(() => other('theirs')), { isRestored: false, waitedMs: 3_750 });
});

test('one that is still changing is asked until it is as before', async () => {
  const answer = (attempt: number) =>
    attempt < 7 ? other(`step ${attempt}`) : succeed({ hash: 'before', proven: true });
  assert.deepEqual(await restoreWith(answer), { isRestored: true, waitedMs: 30_750 });
});
