import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleProfile, largeProfile } from '../profile/profile-test-support.ts';
import { encodeExportRequests, WIRE_LIMITS } from './encode-export-requests.ts';
import { encodeProfilesRequest } from './encode-profiles-request.ts';
import { readProfileIds } from './read-profile-ids.ts';

test('one request a process; none for a process without samples', () => {
  const idle = exampleProfile({ onCpu: [], offCpu: [] });
  const requests = encodeExportRequests([exampleProfile(), idle, exampleProfile()]);
  assert.equal(requests.length, 2);
  for (const request of requests) assert.equal(readProfileIds(request)?.length, 3);
});

test('leaves out the dimensions without samples', () => {
  const [request] = encodeExportRequests([exampleProfile({ offCpu: [] })]);
  assert.equal(readProfileIds(request ?? new Uint8Array())?.length, 1);
});

test('a large profile becomes several requests within the limits', () => {
  const requests = encodeExportRequests([largeProfile(20_000)]);
  assert.ok(requests.length > 1);
  for (const request of requests) assert.ok(request.length <= WIRE_LIMITS.maxBytes);
  const ids = requests.flatMap((request) => readProfileIds(request) ?? []);
  assert.equal(new Set(ids).size, ids.length, 'every profile has an id of its own');
});

test('keeps the limit of samples too, and sends a sample that nothing can make smaller', () => {
  const few = { maxBytes: WIRE_LIMITS.maxBytes, maxSamples: 30 };
  assert.equal(encodeExportRequests([largeProfile(100)], { limits: few }).length, 4);
  const tiny = { maxBytes: 1, maxSamples: 30 };
  assert.equal(encodeExportRequests([exampleProfile()], { limits: tiny }).length, 4);
});

test('profile ids are read back; other bytes have none', () => {
  const randomId = () => new Uint8Array(16).fill(0xab);
  const request = encodeProfilesRequest([exampleProfile({ events: ['on-cpu'] })], { randomId });
  assert.deepEqual(readProfileIds(request), ['ab'.repeat(16)]);
  assert.equal(readProfileIds(request.subarray(0, request.length - 1)), undefined);
});

test('an id that is not 16 bytes is a programming error', () => {
  assert.throws(() => encodeProfilesRequest([exampleProfile()], { randomId: () => new Uint8Array(8) }), /16 bytes/);
});
