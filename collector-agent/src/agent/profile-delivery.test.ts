import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeliveryCounters } from '../spool/delivery-counters.ts';
import type { Delivery, DeliveryStats, FlushResult } from '../spool/delivery-types.ts';
import { createProfileDelivery, watchDelivery } from './profile-delivery.ts';

function delivery(flush: () => FlushResult) {
  const { dropped } = new DeliveryCounters();
  const numbers = { dropped, rejectedProfiles: 0n };
  const made = { stats: () => numbers as unknown as DeliveryStats, flush: () => Promise.resolve(flush()) };
  return { made: made as unknown as Delivery, numbers };
}

test('delivered means that nothing waits and nothing was refused', async () => {
  const { made } = delivery(() => ({ kind: 'empty' }));
  assert.deepEqual(await createProfileDelivery(made, watchDelivery()).flush(1), { kind: 'ok' });
});

test('what still waits is in the spool', async () => {
  const { made } = delivery(() => ({ kind: 'timeout', pendingRecords: 3 }));
  assert.deepEqual(await createProfileDelivery(made, watchDelivery()).flush(1), {
    kind: 'delayed',
    detail: '3 export requests wait in the spool.',
  });
});

test('what the endpoint refused is not delivered, and only the session that waited hears of it', async () => {
  const { made, numbers } = delivery(() => ({ kind: 'empty' }));
  const watch = watchDelivery();
  const profiles = createProfileDelivery(made, watch);
  numbers.dropped.rejected = 1;
  watch.onEvent({ kind: 'dropped', cause: 'rejected', sizeBytes: 1, reason: 'unknown tenant' });
  assert.deepEqual(await profiles.flush(1), { kind: 'failed', detail: 'rejected: unknown tenant' });
  assert.deepEqual(await profiles.flush(1), { kind: 'ok' });
  numbers.rejectedProfiles = 2n;
  watch.onEvent({ kind: 'sent', sizeBytes: 1, rejectedProfiles: 2n, message: 'too old' });
  assert.deepEqual(await profiles.flush(1), { kind: 'failed', detail: 'rejected: too old' });
});
