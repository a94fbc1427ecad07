import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffDelayMs } from './backoff.ts';

const ceilings = [500, 1000, 2000, 4000, 5000, 5000];

test('doubles up to 5 s, half of it random', () => {
  for (const [i, ceilingMs] of ceilings.entries()) {
    assert.equal(
      backoffDelayMs(i + 1, () => 0),
      ceilingMs / 2
    );
    assert.equal(
      backoffDelayMs(i + 1, () => 1),
      ceilingMs
    );
  }
  assert.equal(
    backoffDelayMs(5000, () => 1),
    5000,
    'no overflow'
  );
});

test('the delay a server asks for is the least, up to five minutes', () => {
  assert.equal(
    backoffDelayMs(1, () => 0, 20_000),
    20_000
  );
  assert.equal(
    backoffDelayMs(7, () => 0, 0),
    0
  );
  assert.ok(backoffDelayMs(1, () => 0.5, 20_000) > 20_000);
  assert.equal(
    backoffDelayMs(1, () => 0, 1e12),
    300_000
  );
});
