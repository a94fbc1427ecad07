import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { exportBytes } from './testing/export-request.ts';
import { TemporaryStore } from './testing/temporary-store.ts';

const skip = process.getuid?.() === 0 ? false : 'mounting a small file system needs root';
const DISK_BYTES = 4 * 1024 * 1024;

/** Names that do not compress. */
function bulky(): Uint8Array {
  const text = (): string => Array.from({ length: 20 }, () => Math.random().toString(36).slice(2)).join('');
  return exportBytes({ samples: Array.from({ length: 300 }, () => ({ stack: `main;${text()}`, values: [1] })) });
}

test('a full disk refuses exports until there is room, and loses nothing that it took', { skip }, async (t) => {
  const mountPoint = mkdtempSync(join(tmpdir(), 'meshprof-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', mountPoint], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(mountPoint);
    t.skip(`this machine does not let us mount: ${String(error)}`);
    return;
  }
  const temporary = await TemporaryStore.open({ limits: { minFreeDiskBytes: 0 } }, join(mountPoint, 'data'));
  try {
    const client = await temporary.client();
    let taken = 0;
    let answer = await client.export(bulky());
    for (; answer.code === status.OK && taken < 1000; taken++) answer = await client.export(bulky());
    assert.equal(answer.code, status.UNAVAILABLE);
    assert.match(answer.details, /the disk does not take the data/);
    assert.equal((await client.export(bulky())).code, status.UNAVAILABLE);
    assert.equal(temporary.store.stats().profiles, taken);
    const types = await temporary.store.query.profileTypes({ start: 1, end: Date.now() });
    assert.ok(types.ok && types.value.profileTypes?.length === 1);
    execFileSync('mount', ['-o', `remount,size=${DISK_BYTES * 4}`, mountPoint]);
    assert.equal((await client.export(bulky())).code, status.OK);
    assert.equal(temporary.store.stats().profiles, taken + 1);
  } finally {
    await temporary.remove();
    execFileSync('umount', [mountPoint]);
    rmdirSync(mountPoint);
  }
});
