import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ringBytesFor } from './ring-size.ts';

const MIB = 1024 * 1024;
const BOTH = ['on-cpu', 'off-cpu'];

test('grows with what a second of samples takes, within limits, in powers of two', () => {
  assert.equal(ringBytesFor({ events: BOTH, frequencyHz: 99 }, 2), 4 * MIB);
  assert.equal(ringBytesFor({ events: BOTH, frequencyHz: 99 }, 8), 16 * MIB);
  assert.equal(ringBytesFor({ events: BOTH, frequencyHz: 499 }, 2), 32 * MIB);
  assert.equal(ringBytesFor({ events: BOTH, frequencyHz: 999 }, 64), 32 * MIB);
  assert.equal(ringBytesFor({ events: BOTH, frequencyHz: 1 }, 1), 4 * MIB);
  assert.equal(ringBytesFor({ events: ['off-cpu'], frequencyHz: 999 }, 64), 4 * MIB);
});
