import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsWithUnknown, differenceOfBounds, differenceOfShares, wilsonInterval } from './share-interval.ts';

/**
 * R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3; the first is also R's
 * `prop.test(8, 10, correct = FALSE)`.
 */
const PUBLISHED: readonly (readonly [count: number, total: number, low: number, high: number])[] = [
  [8, 10, 0.4902, 0.9433],
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
];

test('gives the published limits', () => {
  for (const [count, total, low, high] of PUBLISHED) {
    const interval = wilsonInterval(count, total);
    assert.equal(interval.share, count / total);
    assert.ok(Math.abs(interval.low - low) < 5e-5, `${count}/${total}: ${interval.low}`);
    assert.ok(Math.abs(interval.high - high) < 5e-5, `${count}/${total}: ${interval.high}`);
  }
});

test('is symmetric, within 0 and 1, and narrower with more samples', () => {
  for (const count of [0, 1, 7, 10]) {
    const { low, high } = wilsonInterval(count, 10);
    const mirrored = wilsonInterval(10 - count, 10);
    assert.ok(Math.abs(low - (1 - mirrored.high)) < 1e-12 && low >= 0 && high <= 1);
    const more = wilsonInterval(count * 100, 1_000);
    assert.ok(more.high - more.low < high - low);
  }
  assert.deepEqual(wilsonInterval(0, 0), { share: 0, low: 0, high: 1 });
});

/** The interval's own promise: about 95 of 100 measurements of a known share hold it (binomial by summing exactly). */
test('covers a known share as often as it says', () => {
  for (const [share, total] of [
    [0.02, 500],
    [0.16, 990],
    [0.5, 100],
  ] as const) {
    let covered = 0;
    let logProbability = total * Math.log1p(-share);
    for (let count = 0; count <= total; count++) {
      const { low, high } = wilsonInterval(count, total);
      if (low <= share && share <= high) covered += Math.exp(logProbability);
      logProbability += Math.log((total - count) / (count + 1)) + Math.log(share / (1 - share));
    }
    assert.ok(covered > 0.93 && covered < 0.97, `${share} of ${total}: ${covered}`);
  }
});

test('what has no stack widens a share by all of it', () => {
  assert.deepEqual(boundsWithUnknown(30, 20, 100), { share: 0.3, low: 0.3, high: 0.5 });
  assert.deepEqual(boundsWithUnknown(30, 0, 100), { share: 0.3, low: 0.3, high: 0.3 });
  assert.deepEqual(boundsWithUnknown(0, 0, 0), { share: 0, low: 0, high: 1 });
});

/** R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, table II, method 10. */
const PUBLISHED_DIFFERENCES: readonly (readonly [
  to: [number, number],
  from: [number, number],
  low: number,
  high: number,
])[] = [
  [[56, 70], [48, 80], 0.0524, 0.3339],
  [[9, 10], [3, 10], 0.1705, 0.809],
  [[6, 7], [2, 7], 0.0582, 0.8062],
  [[5, 56], [0, 29], -0.0381, 0.1926],
  [[0, 10], [0, 20], -0.1611, 0.2775],
  [[10, 10], [0, 20], 0.6791, 1],
  [[10, 10], [0, 10], 0.6075, 1],
];

test('gives the published limits of differences', () => {
  for (const [to, from, low, high] of PUBLISHED_DIFFERENCES) {
    const interval = differenceOfShares(wilsonInterval(...from), wilsonInterval(...to));
    const name = `${to.join('/')} - ${from.join('/')}: ${interval.low} to ${interval.high}`;
    assert.ok(Math.abs(interval.difference - (to[0] / to[1] - from[0] / from[1])) < 1e-12, name);
    assert.ok(Math.abs(interval.low - low) < 5e-5 && Math.abs(interval.high - high) < 5e-5, name);
  }
});

test('bounds that hold always give differences that hold always', () => {
  const difference = differenceOfBounds(boundsWithUnknown(30, 20, 100), boundsWithUnknown(60, 10, 100));
  assert.deepEqual(difference, { difference: 0.3, low: 0.6 - 0.5, high: 0.7 - 0.3 });
});
