import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeRecord, encodeRecord, parseRecordFileName, recordFileName } from './spool-record.ts';

const payload = Uint8Array.from({ length: 300 }, (_, i) => i % 256);

test('gives back what was put in, also nothing', () => {
  assert.deepEqual(Uint8Array.from(decodeRecord(Buffer.from(encodeRecord(payload))) ?? []), payload);
  assert.equal(decodeRecord(Buffer.from(encodeRecord(new Uint8Array())))?.length, 0);
});

test('notices every cut and every flipped bit', () => {
  const record = Buffer.from(encodeRecord(payload));
  for (let length = 0; length < record.length; length++) {
    assert.equal(decodeRecord(record.subarray(0, length)), undefined, `cut to ${length} bytes`);
  }
  for (let bit = 0; bit < record.length * 8; bit++) {
    const damaged = Buffer.from(record);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(decodeRecord(damaged), undefined, `bit ${bit} flipped`);
  }
});

test('file names sort by sequence and hold the age; other files are none of ours', () => {
  const names = [2, 10, 9_999_999].map((sequence) => recordFileName({ sequence, enqueuedUnixMs: 1_795_529_567_097 }));
  assert.deepEqual([...names].sort(), names);
  assert.deepEqual(parseRecordFileName(names[1] ?? ''), { sequence: 10, enqueuedUnixMs: 1_795_529_567_097 });
  for (const name of ['lock', '1-2.request', `${names[0]}.unfinished`, 'x.request']) {
    assert.equal(parseRecordFileName(name), undefined);
  }
});
