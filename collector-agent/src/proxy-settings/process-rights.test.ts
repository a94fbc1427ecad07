import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mayRead, maySearch, type ProcessRights } from './process-rights.ts';

const WHOLE = [{ first: 0, count: 4_294_967_295 }];
const user: ProcessRights = { uid: 1337, gids: new Set([1337, 50]), readsAnyFile: false, knownUids: WHOLE };

it('files are read by owner, group and mode, as the kernel does', () => {
  assert.ok(mayRead(user, { uid: 1337, gid: 0, mode: 0o400 }));
  assert.ok(mayRead(user, { uid: 0, gid: 50, mode: 0o040 }));
  assert.ok(mayRead(user, { uid: 0, gid: 0, mode: 0o004 }));
  assert.ok(!mayRead(user, { uid: 0, gid: 0, mode: 0o640 }));
  // The owner is not one of the others, nor of the group.
  assert.ok(!mayRead(user, { uid: 1337, gid: 50, mode: 0o044 }));
  assert.ok(!maySearch(user, { uid: 0, gid: 0, mode: 0o644 }));
  assert.ok(maySearch(user, { uid: 0, gid: 0, mode: 0o711 }));
});

it('capabilities count only for owners that the user namespace knows', () => {
  const root = { ...user, uid: 0, readsAnyFile: true };
  assert.ok(mayRead(root, { uid: 1000, gid: 0, mode: 0 }));
  const containerRoot = { ...root, uid: 100_000, knownUids: [{ first: 100_000, count: 65_536 }] };
  assert.ok(mayRead(containerRoot, { uid: 100_999, gid: 0, mode: 0 }));
  assert.ok(!mayRead(containerRoot, { uid: 0, gid: 0, mode: 0o640 }));
});
