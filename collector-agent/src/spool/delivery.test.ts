import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import {
  bytes,
  HANG_MS,
  JumpingClock,
  openDelivery,
  RATE_LIMITED,
  ScriptedExporter,
  SENT,
  spoolFolder,
  UNAVAILABLE,
  waitUntil,
} from './delivery-test-support.ts';
import { createDelivery } from './delivery.ts';

function recordsOn(folder: string): number {
  return readdirSync(folder).filter((name) => name.endsWith('.request')).length;
}

test('sends in the order of enqueue and leaves nothing behind', async () => {
  const spoolDir = spoolFolder();
  const { delivery, exporter } = await openDelivery({ spoolDir });
  const texts = Array.from({ length: 50 }, (_, i) => `request ${i}`);
  const results = await Promise.all(texts.map((text) => delivery.enqueue(bytes(text))));
  assert.ok(results.every(({ kind }) => kind === 'stored'));
  assert.deepEqual(await delivery.flush(HANG_MS), { kind: 'empty' });
  assert.deepEqual(exporter.tried, texts);
  assert.equal(recordsOn(spoolDir), 0);
  const { sent, enqueued, pendingRecords, pendingBytes } = delivery.stats();
  assert.deepEqual(
    { sent, enqueued, pendingRecords, pendingBytes },
    { sent: 50, enqueued: 50, pendingRecords: 0, pendingBytes: 0 }
  );
});

test('a record that the server does not take yet holds back those behind it, and is sent once', async () => {
  let down = 6;
  const { delivery, exporter, events } = await openDelivery(
    { spoolDir: spoolFolder(), clock: new JumpingClock() },
    () => (down-- > 0 ? UNAVAILABLE : SENT)
  );
  for (const text of ['a', 'b', 'c']) await delivery.enqueue(bytes(text));
  await waitUntil(() => exporter.taken.length === 3, 'delivery');
  assert.deepEqual(exporter.taken, ['a', 'b', 'c']);
  assert.deepEqual(exporter.tried, ['a', 'a', 'a', 'a', 'a', 'a', 'a', 'b', 'c']);
  const delays = events.flatMap((event) => (event.kind === 'retry' ? [event.delayMs] : []));
  assert.deepEqual(delays, [250, 500, 1000, 2000, 2500, 2500]);
});

test('waits as long as the server asks', async () => {
  const clock = new JumpingClock();
  const { delivery, exporter } = await openDelivery({ spoolDir: spoolFolder(), clock }, () =>
    exporter.tried.length === 1 ? { ...UNAVAILABLE, delayMs: 33_000 } : SENT
  );
  await delivery.enqueue(bytes('a'));
  await waitUntil(() => exporter.taken.length === 1, 'delivery');
  assert.deepEqual(clock.sleptMs, [33_000]);
});

test('a rejected record is counted and does not hold up the next', async () => {
  const { delivery, exporter, events } = await openDelivery({ spoolDir: spoolFolder() }, (text) =>
    text === 'bad' ? { kind: 'rejected', reason: 'INVALID_ARGUMENT: no' } : SENT
  );
  for (const text of ['bad', 'good']) await delivery.enqueue(bytes(text));
  await delivery.flush(HANG_MS);
  assert.deepEqual(exporter.taken, ['good']);
  assert.equal(delivery.stats().dropped.rejected, 1);
  assert.deepEqual(
    events.find(({ kind }) => kind === 'dropped'),
    { kind: 'dropped', cause: 'rejected', sizeBytes: 15, reason: 'INVALID_ARGUMENT: no' }
  );
});

test('partial success is sent, and its refused profiles are counted', async () => {
  const { delivery } = await openDelivery({ spoolDir: spoolFolder() }, () => ({
    kind: 'sent',
    rejectedProfiles: 2n,
    message: 'too many series',
  }));
  await delivery.enqueue(bytes('a'));
  await delivery.flush(HANG_MS);
  assert.equal(delivery.stats().rejectedProfiles, 2n);
  assert.equal(delivery.stats().sent, 1);
});

test('gives up a record that is turned away for ever, not one that nobody answers', async () => {
  const { delivery, exporter } = await openDelivery({ spoolDir: spoolFolder(), clock: new JumpingClock() }, (text) =>
    text === 'too much'
      ? RATE_LIMITED
      : exporter.tried.filter((tried) => tried === text).length < 100
        ? UNAVAILABLE
        : SENT
  );
  for (const text of ['too much', 'patient']) await delivery.enqueue(bytes(text));
  await waitUntil(() => exporter.taken.length === 1, 'delivery');
  assert.deepEqual(exporter.taken, ['patient']);
  assert.equal(delivery.stats().dropped['gave-up'], 1);
  assert.equal(exporter.tried.filter((text) => text === 'too much').length, 60);
});

test('what waited longer than the limit is counted as expired and not sent', async () => {
  const clock = new JumpingClock();
  const { delivery, exporter } = await openDelivery({ spoolDir: spoolFolder(), clock }, (text) =>
    text === 'old' ? UNAVAILABLE : SENT
  );
  await delivery.enqueue(bytes('old'));
  await waitUntil(() => delivery.stats().dropped.expired === 1, 'delivery');
  assert.ok(clock.nowMs - 1_795_529_567_097 > 50 * 60_000);
  // Sending goes on after a back-off that ended with an empty spool.
  await delivery.enqueue(bytes('new'));
  await waitUntil(() => exporter.taken.length === 1, 'delivery');
  assert.deepEqual(exporter.taken, ['new']);
});

test('what an earlier process left is sent first', async () => {
  const spoolDir = spoolFolder();
  const before = await openDelivery({ spoolDir }, () => new Promise((resolve) => setTimeout(resolve, 5, UNAVAILABLE)));
  for (const text of ['a', 'b']) await before.delivery.enqueue(bytes(text));
  await before.delivery.close();
  assert.ok(before.exporter.closed);
  assert.equal(recordsOn(spoolDir), 2);
  const { delivery, exporter } = await openDelivery({ spoolDir });
  await delivery.enqueue(bytes('c'));
  await delivery.flush(HANG_MS);
  assert.deepEqual(exporter.taken, ['a', 'b', 'c']);
});

test('flush does not wait for the back-off, and says what is left when the time is up', async () => {
  let answer = UNAVAILABLE;
  const { delivery, exporter } = await openDelivery({ spoolDir: spoolFolder() }, () => answer);
  await delivery.enqueue(bytes('a'));
  assert.deepEqual(await delivery.flush(30), { kind: 'timeout', pendingRecords: 1 });
  answer = SENT;
  assert.deepEqual(await delivery.flush(HANG_MS), { kind: 'empty' });
  assert.deepEqual(exporter.taken, ['a']);
});

test('close waits for the call on its way, so that its acknowledgement counts', async () => {
  const spoolDir = spoolFolder();
  let acknowledge: (() => void) | undefined;
  const { delivery, exporter } = await openDelivery(
    { spoolDir },
    () => new Promise((resolve) => (acknowledge = () => resolve(SENT)))
  );
  await delivery.enqueue(bytes('a'));
  await waitUntil(() => exporter.tried.length === 1, 'delivery');
  const closed = delivery.close();
  acknowledge?.();
  await closed;
  assert.equal(recordsOn(spoolDir), 0);
  assert.equal((await delivery.enqueue(bytes('b'))).kind, 'refused');
});

test('the folder has one writer at a time', async () => {
  const spoolDir = spoolFolder();
  const { delivery } = await openDelivery({ spoolDir });
  const second = new ScriptedExporter();
  const opened = await createDelivery({ spoolDir, exporter: second });
  assert.equal(opened.kind, 'failed');
  assert.equal(opened.kind === 'failed' && opened.code, 'locked');
  assert.ok(second.closed);
  await delivery.close();
  await openDelivery({ spoolDir });
});
