import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { smallestPValue } from './blocks-needed.ts';
import { holmCorrected } from './holm.ts';
import { ranksOf } from './ranks.ts';
import { confidenceOf, signFlipPValue } from './signed-rank.ts';
import { intervalOf } from './small-sample-interval.ts';
import { walshInterval } from './walsh-interval.ts';

const value = fc.double({ min: -1, max: 1, noNaN: true });
const samples = (minLength: number, maxLength = 16) => fc.array(value, { minLength, maxLength });
/** Sixteenths: sums of them are exact, so that ties stay ties. */
const coarse = fc.array(
  fc.integer({ min: -64, max: 64 }).map((sixteenths) => sixteenths / 16),
  { minLength: 6, maxLength: 16 }
);

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`);
}

describe('sign-flip test and interval', () => {
  it('p lies between its floor and 1, and does not care for order, scale or direction', () => {
    fc.assert(
      fc.property(samples(1), fc.double({ min: 0.5, max: 100, noNaN: true }), (values, scale) => {
        const pValue = signFlipPValue(values);
        assert.ok(pValue <= 1 && pValue >= smallestPValue(values.length));
        assert.equal(signFlipPValue(values.toReversed()), pValue);
        assert.equal(signFlipPValue(values.map((each) => -each)), pValue);
        // Only halving and doubling keeps every tie and every difference in doubles.
        assert.equal(signFlipPValue(values.map((each) => each * 2 ** Math.round(scale / 10))), pValue);
      })
    );
  });

  it('all of one sign is the floor; none at all is 1', () => {
    for (const count of [1, 6, 8, 40]) {
      const rising = Array.from({ length: count }, (_, index) => 0.01 + index);
      assert.equal(signFlipPValue(rising), smallestPValue(count));
    }
    assert.equal(signFlipPValue([0, 0, 0, 0, 0, 0, 0, 0]), 1);
  });

  it('the interval leaves a center out exactly if the test of what is left rejects at 5 %', () => {
    const integer = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(fc.uniqueArray(integer, { minLength: 6, maxLength: 12 }), integer, (values, whole) => {
        // No average of two integers: values would tie with their mirror images there.
        const center = whole + 0.3;
        const { low, high } = walshInterval(values) ?? assert.fail('no interval');
        const isRejected = signFlipPValue(values.map((each) => each - center)) <= 0.05;
        assert.equal(center < low || center > high, isRejected);
      }),
      { numRuns: 500 }
    );
  });

  it('moves with the values, turns with their sign, and holds its estimate', () => {
    fc.assert(
      fc.property(coarse, fc.integer({ min: -10, max: 10 }), (values, shift) => {
        const { estimate, low, high } = walshInterval(values) ?? assert.fail('no interval');
        assert.ok(low <= estimate && estimate <= high);
        const moved = walshInterval(values.map((each) => each + shift));
        assert.deepEqual(moved, { estimate: estimate + shift, low: low + shift, high: high + shift });
        const turned = walshInterval(values.map((each) => -each)) ?? assert.fail('no interval');
        assertNear(turned.low, -high);
        assertNear(turned.estimate, -estimate);
      })
    );
  });

  it('one value far off does not move it far', () => {
    const values = [0.01, 0.012, 0.009, 0.011, 0.0105, 0.0095, 0.0115, 0.01];
    const before = walshInterval(values) ?? assert.fail('no interval');
    const after = walshInterval([...values.slice(1), 100]) ?? assert.fail('no interval');
    assert.ok(Math.abs(after.estimate - before.estimate) < 0.002);
  });

  it('says what it really holds: at least what it claims, and never a step more than needed', () => {
    assert.equal(confidenceOf(8), 1 - 2 * (5 / 256));
    for (let count = 6; count <= 40; count++) {
      const confidence = confidenceOf(count);
      assert.ok(confidence >= 0.95 && confidence < 0.97, `${count}: ${confidence}`);
    }
  });

  it('there is none of 95 % with fewer than 6 values, and then Student steps in', () => {
    assert.equal(walshInterval([1, 2, 3, 4, 5]), undefined);
    const { estimate, low, high } = intervalOf([1, 2, 3], { sd: 0, degrees: 1 });
    assertNear(estimate, 2);
    assertNear(high - estimate, 4.302652729749 / Math.sqrt(3));
    assertNear(estimate - low, high - estimate);
    const single = intervalOf([1], { sd: 0.1, degrees: 4 });
    assertNear(single.high - single.estimate, 2.776445105198 * 0.1);
  });
});

describe('ranks', () => {
  it('give equal values the mean of their ranks', () => {
    assert.deepEqual(ranksOf([10, 30, 20, 20]), [1, 4, 2.5, 2.5]);
  });
});

describe("Holm's correction", () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });

  it('only raises, keeps the order, and lies between none and Bonferroni', () => {
    fc.assert(
      fc.property(pValues, (values) => {
        const corrected = holmCorrected(values);
        values.forEach((first, index) => {
          const own = corrected[index] as number;
          assert.ok(own >= first && own <= Math.min(1, first * values.length) + 1e-15);
          values.forEach((second, other) => {
            if (first <= second) assert.ok(own <= (corrected[other] as number));
          });
        });
      })
    );
  });
});
