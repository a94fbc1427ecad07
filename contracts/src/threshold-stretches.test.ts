import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stretchesBeyond } from './threshold-stretches.ts';

/** Looks one second apart, from 1 s on. */
const looksAt = (...values: number[]) => values.map((value, index) => ({ atMs: (index + 1) * 1_000, value }));

const over80 = { op: '>', threshold: 80, periodMs: 3_000, count: 2 } as const;

describe('stretches beyond a threshold', () => {
  const cases: [string, number[], [fromS: number, untilS: number, extreme: number][]][] = [
    ['nothing below it', [10, 80, 20], []],
    ['one look is not two', [10, 90, 20, 20, 20, 90], []],
    ['two in a row', [10, 90, 95, 20], [[3, 3, 95]]],
    ['two with one below between are in one period', [90, 10, 85], [[3, 3, 85]]],
    ['two with two below between are not', [90, 10, 10, 85], []],
    [
      'a look back below ends it, the next begins another',
      [90, 91, 92, 10, 93],
      [
        [2, 3, 92],
        [5, 5, 93],
      ],
    ],
    ['what was not measured is not beyond', [90, Number.NaN, 91], [[3, 3, 91]]],
  ];
  for (const [name, values, expected] of cases) {
    it(name, () => {
      const stretches = stretchesBeyond(looksAt(...values), over80);
      assert.deepEqual(
        stretches.map(({ fromMs, untilMs, extreme }) => [fromMs / 1_000, untilMs / 1_000, extreme]),
        expected
      );
    });
  }

  it('takes the lowest as the farthest below', () => {
    const below = { op: '<', threshold: 5, periodMs: 1_000, count: 1 } as const;
    assert.deepEqual(stretchesBeyond(looksAt(4, 2, 3, 9), below), [{ fromMs: 1_000, untilMs: 3_000, extreme: 2 }]);
  });
});
