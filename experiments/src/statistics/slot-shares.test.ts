import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wilsonInterval } from '@meshprof/contracts';
import { normal } from './normal.ts';
import { type Random, seededRandom } from './random.ts';
import { type SlotCounts, slotShares } from './slot-shares.ts';

/** Two CPUs for 30 s at 99 Hz. */
const SAMPLES = 5_940;

/** A slot whose true share varies about `share` as slots do, and whose samples vary about that. */
function slotOf(share: number, random: Random): SlotCounts {
  const own = share * Math.exp(0.05 * normal(random));
  const count = Math.max(0, Math.round(SAMPLES * own + Math.sqrt(SAMPLES * own) * normal(random)));
  return { total: SAMPLES, byCategory: { tracing: count, other: SAMPLES - count } };
}

describe('shares over slots', () => {
  for (const share of [0.16, 0.024, 0.007]) {
    it(`cover a share of ${share} in 95 of 100 runs of 8 slots`, () => {
      const random = seededRandom(1);
      const runs = 2_000;
      let covered = 0;
      for (let run = 0; run < runs; run++) {
        const slots = Array.from({ length: 8 }, () => slotOf(share, random));
        const { low, high } = slotShares(slots, ['tracing'])['tracing'] ?? assert.fail();
        if (low <= share && share <= high) covered++;
      }
      // 96.1 % by the steps of the test, and a point and a half for the draw.
      assert.ok(covered / runs > 0.945 && covered / runs < 0.976, String(covered / runs));
    });
  }

  it('add up to 1, and lie within their intervals', () => {
    const random = seededRandom(2);
    const shares = slotShares(
      Array.from({ length: 6 }, () => slotOf(0.2, random)),
      ['tracing', 'other']
    );
    const all = Object.values(shares);
    assert.ok(Math.abs(all.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
    for (const { share, low, high } of all) assert.ok(0 <= low && low <= share && share <= high && high <= 1);
  });

  it('of a single slot, and of what was never seen, go by counting', () => {
    const slot = { total: 1_000, byCategory: { tracing: 160 } };
    const shares = slotShares([slot], ['tracing', 'accesslog']);
    assert.deepEqual(shares['tracing'], wilsonInterval(160, 1_000));
    assert.deepEqual(slotShares([slot, slot, slot], ['accesslog'])['accesslog'], wilsonInterval(0, 3_000));
  });

  it('of slots without samples say nothing', () => {
    assert.deepEqual(slotShares([{ total: 0, byCategory: {} }], ['tracing']), {
      tracing: { share: 0, low: 0, high: 1 },
    });
  });
});
