import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { aaSchedule, schedule } from './schedule.ts';
import { williamsSquares } from './williams-rows.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
const plan = (variants: number, blocks: number, seed = 1) =>
  schedule({ variants: names(variants), baseline: 'base', blocks, seed });

function counted(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

const pairsOf = (row: readonly string[]) => row.slice(1).map((name, index) => `${row[index]} ${name}`);

describe('schedule', () => {
  it('has the baseline first and last and each variant once in every block', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (variants, blocks, seed) => {
          const order = plan(variants, blocks, seed);
          assert.equal(order.length, blocks);
          for (const row of order) {
            assert.equal(row[0], 'base');
            assert.equal(row.at(-1), 'base');
            assert.deepEqual(row.slice(1, -1).sort(), names(variants));
          }
        }
      )
    );
  });

  it('is the same for the same seed and another for another', () => {
    assert.deepEqual(plan(4, 8, 7), plan(4, 8, 7));
    assert.notDeepEqual(plan(4, 8, 7), plan(4, 8, 8));
    assert.notDeepEqual(plan(3, 8, 0), plan(3, 8, 4_294_967_295));
  });

  it('balances a whole pass: each variant as often in each place, and as often after each other one', () => {
    for (let variants = 2; variants <= 8; variants++) {
      const pass = variants % 2 === 0 ? variants : 2 * variants;
      const rows = plan(variants, pass, variants).map((row) => row.slice(1, -1));
      const places = counted(rows.flatMap((row) => row.map((name, place) => `${place} ${name}`)));
      const pairs = counted(rows.flatMap(pairsOf));
      assert.equal(places.size, variants ** 2);
      assert.equal(pairs.size, variants * (variants - 1));
      assert.deepEqual(new Set(places.values()), new Set([pass / variants]));
      assert.deepEqual(new Set(pairs.values()), new Set([pass / variants]));
    }
  });

  it('balances a part of a pass as far as it goes: places differ by one at most', () => {
    for (const [variants, blocks] of [
      [3, 8],
      [4, 8],
      [5, 8],
      [5, 12],
      [7, 8],
    ] as const) {
      const rows = plan(variants, blocks, 3).map((row) => row.slice(1, -1));
      const places = counted(rows.flatMap((row) => row.map((name, place) => `${place} ${name}`)));
      const each = [...places.values(), ...(places.size < variants ** 2 ? [0] : [])];
      assert.ok(Math.max(...each) - Math.min(...each) <= 1, `${variants} variants: ${each.join(' ')}`);
    }
  });

  it('gives every order the same chance', () => {
    const seeds = 3_000;
    const orders = counted(Array.from({ length: seeds }, (_, seed) => (plan(3, 1, seed)[0] as string[]).join(' ')));
    assert.equal(orders.size, 6);
    // Four standard errors of a sixth.
    for (const count of orders.values()) assert.ok(Math.abs(count - seeds / 6) < 82, String(count));
  });

  it('runs the baseline against itself first', () => {
    assert.deepEqual(aaSchedule('base'), [
      ['base', 'base', 'base'],
      ['base', 'base', 'base'],
    ]);
  });
});

describe('squares of Williams', () => {
  it('knows the one for four treatments', () => {
    assert.deepEqual(williamsSquares(4), [
      [
        [0, 1, 3, 2],
        [1, 2, 0, 3],
        [2, 3, 1, 0],
        [3, 0, 2, 1],
      ],
    ]);
  });
});
