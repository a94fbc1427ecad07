import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampledCountShare, sampledShare, type StratumEstimate } from './sampled-share.ts';

test('without a sample only what has no stack is uncertain', () => {
  const known = { whole: 100, exact: 30, strata: [] };
  assert.deepEqual(sampledShare({ ...known, unknown: 20 }), { share: 0.3, low: 0.3, high: 0.5 });
  assert.deepEqual(sampledShare({ ...known, unknown: 0 }), { share: 0.3, low: 0.3, high: 0.3 });
  assert.deepEqual(sampledShare({ whole: 0, exact: 0, strata: [], unknown: 0 }), { share: 0, low: 0, high: 1 });
});

test('a part that was never captured may be there all the same', () => {
  const stratum = { part: 0, whole: 500, partVariance: 0, wholeVariance: 2_500 };
  const { share, low, high } = sampledShare({ whole: 1_000, exact: 100, strata: [stratum], unknown: 0 });
  assert.deepEqual([share, low], [0.1, 0.1]);
  // A hundred effective samples without it: 3.7 % of the sampled half (Wilson).
  assert.ok(Math.abs(high - (0.1 + 0.5 * 0.037)) < 0.001, String(high));
});

test('the limits keep to what is certain', () => {
  const stratum = { part: 200, whole: 400, partVariance: 40_000, wholeVariance: 80_000 };
  const { low, high } = sampledShare({ whole: 1_000, exact: 300, strata: [stratum], unknown: 50 });
  assert.ok(low >= 0.3 && low < 0.4);
  assert.ok(high <= 0.75 && high > 0.65);
});

test('captured one and all, a stratum is exact', () => {
  const stratum = { part: 200, whole: 400, partVariance: 0, wholeVariance: 0 };
  assert.deepEqual(sampledShare({ whole: 1_000, exact: 300, strata: [stratum], unknown: 0 }), {
    ...{ share: 0.5, low: 0.5, high: 0.5 },
  });
});

test('counts that were partly sampled are as sure as their sample, and exact without one', () => {
  const known = { part: 300, whole: 1_000, unknown: 0 };
  assert.deepEqual(sampledCountShare({ ...known, sampled: 0, effectiveSamples: 0 }), {
    ...{ share: 0.3, low: 0.3, high: 0.3 },
  });
  // All sampled: Wilson's interval of 30 in 100.
  const all = sampledCountShare({ ...known, sampled: 1_000, effectiveSamples: 100 });
  assert.ok(Math.abs(all.low - 0.2189) < 1e-4 && Math.abs(all.high - 0.3958) < 1e-4);
  // A tenth sampled: at most a tenth of the widest interval, that of 50 in 100 (0.4038 to 0.5962).
  const tenth = sampledCountShare({ ...known, sampled: 100, effectiveSamples: 100 });
  assert.ok(Math.abs(tenth.low - (0.3 - 0.00962)) < 1e-4 && Math.abs(tenth.high - (0.3 + 0.00962)) < 1e-4);
  const nothing = sampledCountShare({ ...known, sampled: 1_000, effectiveSamples: 0 });
  assert.deepEqual([nothing.low, nothing.high], [0, 1]);
  assert.equal(sampledCountShare({ ...known, sampled: 0, effectiveSamples: 0, unknown: 100 }).high, 0.4);
});

/** Numbers in (0, 1), the same in each run (mulberry32). */
function repeatableRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
  };
}

interface Program {
  /** Waits of each stratum, the probability that one is the part's, and mean lengths of the part's and the others'. */
  readonly strata: readonly { waits: number; isPart: number; partMean: number; otherMean: number; capture: number }[];
}

interface Simulated {
  readonly truth: number;
  readonly strata: StratumEstimate[];
  readonly whole: number;
}

/** Exponential waits, each captured with its stratum's probability; shares as the engine makes them (stratum.h). */
function simulate({ strata }: Program, random: () => number): Simulated {
  let [truePart, whole] = [0, 0];
  const estimates = strata.map(({ waits, isPart, partMean, otherMean, capture }) => {
    const sums = { total: 0, part: 0, all: 0, partVariance: 0, wholeVariance: 0 };
    for (let i = 0; i < waits; i++) {
      const ofPart = random() < isPart;
      const length = -Math.log(random()) * (ofPart ? partMean : otherMean);
      sums.total += length;
      if (ofPart) truePart += length;
      if (random() >= capture) continue;
      const weight = 1 / capture;
      const variance = weight * (weight - 1) * length * length;
      sums.all += weight * length;
      sums.wholeVariance += variance;
      if (ofPart) sums.part += weight * length;
      if (ofPart) sums.partVariance += variance;
    }
    whole += sums.total;
    const share = sums.all === 0 ? 0 : sums.part / sums.all;
    const { partVariance, wholeVariance } = sums;
    return { part: share * sums.total, whole: sums.total, partVariance, wholeVariance };
  });
  return { truth: truePart / whole, strata: estimates, whole };
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  'one stratum, even lengths': {
    strata: [{ waits: 20_000, isPart: 0.2, partMean: 1, otherMean: 1, capture: 0.02 }],
  },
  'a rare part with long waits': {
    strata: [{ waits: 20_000, isPart: 0.01, partMean: 50, otherMean: 1, capture: 0.05 }],
  },
  'a small part': { strata: [{ waits: 20_000, isPart: 0.02, partMean: 1, otherMean: 1, capture: 0.02 }] },
  'strata of different rates and shares': {
    strata: [
      { waits: 20_000, isPart: 0.5, partMean: 1, otherMean: 2, capture: 0.01 },
      { waits: 2_000, isPart: 0.05, partMean: 5, otherMean: 5, capture: 0.2 },
      { waits: 100, isPart: 0.3, partMean: 30, otherMean: 30, capture: 1 },
    ],
  },
};

for (const [what, program] of Object.entries(PROGRAMS)) {
  test(`holds the true share in 95 of 100 recordings: ${what}`, (context) => {
    const random = repeatableRandom(7);
    const runs = 400;
    let held = 0;
    let width = 0;
    for (let run = 0; run < runs; run++) {
      const { truth, strata, whole } = simulate(program, random);
      const { low, high } = sampledShare({ whole, exact: 0, strata, unknown: 0 });
      if (low <= truth && truth <= high) held += 1;
      width += (high - low) / runs;
    }
    context.diagnostic(`${((held / runs) * 100).toFixed(1)} % of intervals hold it, mean width ${width.toFixed(3)}`);
    // Two standard errors of the coverage of so many runs are 2.2 %.
    assert.ok(held / runs > 0.93, `${held} of ${runs}`);
  });
}
