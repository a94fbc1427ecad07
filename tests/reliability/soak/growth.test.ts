import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthOf, isWithin } from './growth.ts';

const LIMIT = { share: 0.1, amount: 8 };

test('warming up is no growth, nor is what goes up and down', () => {
  const values = Array.from({ length: 40 }, (_, index) => (index < 10 ? index * 10 : 100 + (index % 2 === 0 ? 9 : 0)));
  const growth = growthOf(values);
  assert.deepEqual(growth, { before: 104.5, after: 104.5 });
  assert.ok(isWithin(growth, LIMIT));
});

test('a leak shows, however small each step is', () => {
  const growth = growthOf(Array.from({ length: 400 }, (_, index) => 100 + index * 0.1));
  assert.ok(Math.abs(growth.after - growth.before - 20) < 0.1);
  assert.ok(!isWithin(growth, LIMIT));
});

test('the larger of share and amount is allowed', () => {
  assert.ok(isWithin({ before: 10, after: 18 }, LIMIT));
  assert.ok(!isWithin({ before: 10, after: 18.1 }, LIMIT));
  assert.ok(isWithin({ before: 1_000, after: 1_100 }, LIMIT));
  assert.ok(isWithin({ before: 1_000, after: 10 }, LIMIT));
});

test('a few looks tell nothing', () => {
  assert.throws(() => growthOf([1, 2, 3]), /too few/);
});
