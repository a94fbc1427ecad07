import assert from 'node:assert/strict';
import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytes, HANG_MS, openDelivery, SENT, spoolFolder, UNAVAILABLE, waitUntil } from './delivery-test-support.ts';

/** 100 bytes of payload, 112 on disk. */
const record = (name: string): Uint8Array => bytes(name.padEnd(100, '.'));
const nameOf = (text: string): string => text.replace(/\.+$/, '');

test('a full spool drops its oldest records and counts them', async () => {
  let answer = UNAVAILABLE;
  const limits = { maxBytes: 5 * 112 };
  const { delivery, exporter } = await openDelivery({ spoolDir: spoolFolder(), limits }, () => answer);
  for (let i = 0; i < 12; i++) assert.equal((await delivery.enqueue(record(`r${i}`))).kind, 'stored');
  assert.ok(delivery.stats().pendingBytes <= limits.maxBytes);
  assert.equal(delivery.stats().dropped['spool-full'], 7);
  answer = SENT;
  await delivery.flush(HANG_MS);
  assert.deepEqual(exporter.taken.map(nameOf), ['r7', 'r8', 'r9', 'r10', 'r11']);
});

test('the record on its way to the server is not dropped, so that none is both sent and lost', async () => {
  let acknowledge: (() => void) | undefined;
  const limits = { maxBytes: 2 * 112 };
  const { delivery, exporter } = await openDelivery({ spoolDir: spoolFolder(), limits }, (text) =>
    nameOf(text) === 'first' ? new Promise((resolve) => (acknowledge = () => resolve(SENT))) : SENT
  );
  await delivery.enqueue(record('first'));
  await waitUntil(() => acknowledge !== undefined, 'the first call');
  for (const name of ['second', 'third', 'fourth']) await delivery.enqueue(record(name));
  acknowledge?.();
  await delivery.flush(HANG_MS);
  assert.deepEqual(exporter.taken.map(nameOf), ['first', 'fourth']);
  const { sent, dropped, enqueued } = delivery.stats();
  assert.equal(sent + dropped['spool-full'], enqueued);
});

test('a record larger than the whole spool is refused', async () => {
  const { delivery } = await openDelivery({ spoolDir: spoolFolder(), limits: { maxBytes: 50 } });
  const result = await delivery.enqueue(record('large'));
  assert.equal(result.kind, 'refused');
  assert.equal(delivery.stats().enqueued, 0);
});

test('a damaged, a cut off and an unfinished record are dropped and counted, the others are sent', async () => {
  const spoolDir = spoolFolder();
  const before = await openDelivery({ spoolDir }, () => UNAVAILABLE);
  for (const name of ['a', 'b', 'c', 'd']) await before.delivery.enqueue(record(name));
  await before.delivery.close();
  const files = readdirSync(spoolDir).filter((name) => name.endsWith('.request'));
  const [, second = '', third = '', fourth = ''] = files.sort();
  truncateSync(join(spoolDir, second), 40);
  writeFileSync(join(spoolDir, third), 'nonsense');
  writeFileSync(join(spoolDir, `${fourth}.unfinished`), 'half of a rec');
  const { delivery, exporter } = await openDelivery({ spoolDir });
  await delivery.flush(HANG_MS);
  assert.deepEqual(exporter.taken.map(nameOf), ['a', 'd']);
  assert.equal(delivery.stats().dropped.corrupt, 3);
  assert.deepEqual(readdirSync(spoolDir), ['lock']);
});

test('a record that vanished from the disk is counted, and sending goes on', async () => {
  const spoolDir = spoolFolder();
  const before = await openDelivery({ spoolDir }, () => UNAVAILABLE);
  for (const name of ['a', 'b', 'c']) await before.delivery.enqueue(record(name));
  await before.delivery.close();
  let answer = UNAVAILABLE;
  const { delivery, exporter } = await openDelivery({ spoolDir }, () => answer);
  const [, second = ''] = readdirSync(spoolDir).sort();
  rmSync(join(spoolDir, second));
  answer = SENT;
  await delivery.flush(HANG_MS);
  assert.deepEqual(exporter.taken.map(nameOf), ['a', 'c']);
  assert.equal(delivery.stats().dropped.corrupt, 1);
});

test('files that are not the spool’s stay where they are', async () => {
  const spoolDir = spoolFolder();
  const before = await openDelivery({ spoolDir });
  await before.delivery.close();
  writeFileSync(join(spoolDir, 'README'), 'mine');
  const { delivery } = await openDelivery({ spoolDir });
  await delivery.flush(HANG_MS);
  assert.ok(readdirSync(spoolDir).includes('README'));
});

test('without a working disk records stay in memory, bounded, in order', async () => {
  const spoolDir = spoolFolder();
  let acknowledge: (() => void) | undefined;
  const limits = { maxMemoryBytes: 250 };
  const { delivery, exporter, events } = await openDelivery({ spoolDir, limits }, (text) =>
    nameOf(text) === 'first' ? new Promise((resolve) => (acknowledge = () => resolve(SENT))) : SENT
  );
  for (const name of ['first', 'disk']) assert.equal((await delivery.enqueue(record(name))).kind, 'stored');
  await waitUntil(() => acknowledge !== undefined, 'the first call');
  // Every write fails from here on, as on a disk that is gone.
  rmSync(spoolDir, { recursive: true });
  for (const name of ['m1', 'm2', 'm3']) {
    const result = await delivery.enqueue(record(name));
    assert.equal(result.kind, 'kept-in-memory');
    assert.match(result.kind === 'kept-in-memory' ? result.reason : '', /ENOENT/);
  }
  assert.equal(delivery.stats().diskErrors, 3);
  assert.equal(events.filter(({ kind }) => kind === 'disk-error').length, 3);
  acknowledge?.();
  await delivery.flush(HANG_MS);
  assert.deepEqual(exporter.taken.map(nameOf), ['first', 'm2', 'm3']);
  const { dropped } = delivery.stats();
  assert.deepEqual([dropped['spool-full'], dropped.corrupt], [1, 1], 'm1 made room, the one on disk is gone');
});
