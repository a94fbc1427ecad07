import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { driftOf } from './drift.ts';
import { holmCorrected } from './holm.ts';
import { signFlipPValue } from './signed-rank.ts';
import { studentQuantile, studentTwoSided } from './student.ts';
import { type Interval, walshInterval } from './walsh-interval.ts';

interface Golden {
  readonly samples: readonly { shape: string; values: number[]; pValue: number; interval95: Interval }[];
  readonly tied: readonly { values: number[]; pValue: number }[];
  readonly corrections: readonly { pValues: number[]; corrected: number[] }[];
  readonly drifts: readonly { values: number[]; correlation: number; pValue: number }[];
  readonly students: readonly { degrees: number; tail: number; quantile: number }[];
}

const file = new URL('../../../tests/golden/experiments/statistics.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

function assertClose(actual: number | null | undefined, expected: number, what: string): void {
  const isClose = typeof actual === 'number' && Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
  assert.ok(isClose, `${what}: ${actual}, SciPy says ${expected}`);
}

describe('the same as SciPy and statsmodels on recorded inputs', () => {
  for (const { shape, values, pValue, interval95 } of golden.samples) {
    it(`signed ranks of ${values.length} values (${shape})`, () => {
      assertClose(signFlipPValue(values), pValue, 'p');
      const interval = walshInterval(values);
      for (const key of ['estimate', 'low', 'high'] as const) assertClose(interval?.[key], interval95[key], key);
    });
  }

  it('signed ranks with ties and zeros, over all assignments of signs', () => {
    for (const { values, pValue } of golden.tied) assertClose(signFlipPValue(values), pValue, String(values));
  });

  it("Holm's correction", () => {
    for (const { pValues, corrected } of golden.corrections) {
      holmCorrected(pValues).forEach((value, index) => assertClose(value, corrected[index] as number, String(pValues)));
    }
  });

  it('rank correlation with time', () => {
    for (const { values, correlation, pValue } of golden.drifts) {
      const drift = driftOf(values);
      assertClose(drift.rankCorrelation, correlation, 'correlation');
      assertClose(drift.pValue, pValue, 'p');
    }
  });

  it("Student's t", () => {
    for (const { degrees, tail, quantile } of golden.students) {
      assertClose(studentQuantile(tail, degrees), quantile, `${tail} with ${degrees}`);
      assertClose(studentTwoSided(quantile, degrees), tail, `back with ${degrees}`);
    }
  });
});
