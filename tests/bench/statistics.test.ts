import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, medianWithInterval, quantile, repeatableRandom, shareWithInterval } from './statistics.ts';

test('quantiles interpolate between order statistics', () => {
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(quantile([10, 20, 30, 40, 50], 0.25), 20);
  assert.equal(quantile([1, 2], 0.99), 1.99);
});

test('a share has the interval of Wilson', () => {
  // Brown, Cai and DasGupta 2001: for 10 of 10 the 95 % interval of Wilson is 0.722 to 1.
  const all = shareWithInterval(10, 10);
  assert.equal(all.high, 1);
  assert.ok(Math.abs(all.low - 0.722) < 0.001);
  const none = shareWithInterval(0, 10);
  assert.equal(none.low, 0);
  assert.ok(Math.abs(none.high - 0.278) < 0.001);
  assert.ok(Number.isNaN(shareWithInterval(0, 0).value));
});

test('the interval of a median holds the true one in about 95 of 100 experiments', () => {
  const random = repeatableRandom(7);
  let held = 0;
  const experiments = 200;
  for (let experiment = 0; experiment < experiments; experiment += 1) {
    // Twelve draws of a uniform distribution, whose median is 0.5.
    const { low, high } = medianWithInterval(Array.from({ length: 12 }, () => random()));
    if (low <= 0.5 && 0.5 <= high) held += 1;
  }
  // The percentile bootstrap of a median is known to be a little narrow or wide with few rounds.
  assert.ok(held >= experiments * 0.88, `${held} of ${experiments}`);
});

test('rounds that are all alike have no width', () => {
  assert.deepEqual(medianWithInterval([2, 2, 2]), { value: 2, low: 2, high: 2 });
});
