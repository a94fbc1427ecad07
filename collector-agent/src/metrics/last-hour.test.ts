import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LastHour } from './last-hour.ts';

const MINUTE_MS = 60_000;

test('forgets what is more than an hour ago, a part at a time', () => {
  let nowMs = 7 * MINUTE_MS;
  const hour = new LastHour(() => nowMs);
  hour.add('lost', 3);
  hour.add('lost', 0);
  nowMs = 30 * MINUTE_MS;
  hour.add('lost', 4);
  hour.add('kept', 1);
  assert.deepEqual(
    [...hour.sums()],
    [
      ['lost', 7],
      ['kept', 1],
    ]
  );
  nowMs = 64 * MINUTE_MS;
  assert.equal(hour.sums().get('lost'), 7);
  nowMs = 65 * MINUTE_MS;
  assert.equal(hour.sums().get('lost'), 4);
  nowMs = 200 * MINUTE_MS;
  assert.deepEqual([...hour.sums()], []);
});
