import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bytes, HANG_MS, openDelivery, SENT, UNAVAILABLE } from './delivery-test-support.ts';

const skip = { skip: process.getuid?.() === 0 ? false : 'needs root to mount a small disk' };
const MIB = 2 ** 20;

/** A file system of 1 MiB. */
function smallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshprof-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'meshprof-test', folder]);
  after(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('on a full disk records stay in memory, in order, and go to disk again once there is room', skip, async () => {
  const disk = smallDisk();
  const spoolDir = join(disk, 'spool');
  let answer = UNAVAILABLE;
  const { delivery, exporter, events } = await openDelivery({ spoolDir }, () => answer);
  assert.equal((await delivery.enqueue(bytes('on disk'))).kind, 'stored');
  const hog = join(disk, 'hog');
  assert.throws(() => writeFileSync(hog, Buffer.alloc(2 * MIB)), /ENOSPC/);
  const result = await delivery.enqueue(Buffer.alloc(MIB / 4, 'x'));
  assert.equal(result.kind, 'kept-in-memory');
  assert.match(result.kind === 'kept-in-memory' ? result.reason : '', /ENOSPC/);
  assert.equal(readdirSync(spoolDir).filter((name) => name.endsWith('.unfinished')).length, 0, 'no remains');
  rmSync(hog);
  assert.equal((await delivery.enqueue(bytes('on disk again'))).kind, 'stored');
  answer = SENT;
  assert.deepEqual(await delivery.flush(HANG_MS), { kind: 'empty' });
  assert.deepEqual(
    exporter.taken.map((text) => text.slice(0, 14)),
    ['on disk', 'x'.repeat(14), 'on disk again']
  );
  assert.equal(events.filter(({ kind }) => kind === 'disk-error').length, 1);
});
