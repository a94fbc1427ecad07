import { normal } from './normal.ts';
import { seededRandom } from './random.ts';
import { criticalSignedRankSum } from './signed-rank.ts';
import { studentQuantile } from './student.ts';
import { walshAverages } from './walsh-interval.ts';

/** Chance to find an effect of the size that is named detectable. */
export const STATED_POWER = 0.8;

/** Above this the steps of the exact test are small enough for the formula. */
const MOST_SIMULATED_BLOCKS = 16;
const DRAWS = 10_000;

const found = new Map<string, number | undefined>();

/**
 * The smallest effect that the sign-flip test at `level` finds in 80 of 100 experiments, in standard deviations of a
 * block's log ratio, which is taken for normal here. Undefined where so few blocks cannot reject at that level.
 *
 * Up to 16 blocks by simulation, because the test's steps cost power that no formula of t tests knows (8 blocks at 1.25 %:
 * 1.9, by formula 1.5): an effect is found exactly if it exceeds minus the lower limit of the noise's interval at that
 * level, so the answer is the 80th percentile of those limits. Same seed, same answer. Above: of the t test, divided by
 * the square root of the signed ranks' efficiency 3/π (Hodges and Lehmann, 1956).
 */
export function detectableInDeviations(blocks: number, level: number): number | undefined {
  const key = `${blocks} ${level}`;
  if (!found.has(key)) found.set(key, compute(blocks, level));
  return found.get(key);
}

function compute(blocks: number, level: number): number | undefined {
  const critical = criticalSignedRankSum(blocks, level);
  if (critical === undefined) return undefined;
  return blocks <= MOST_SIMULATED_BLOCKS ? simulated(blocks, critical) : byFormula(blocks, level);
}

function simulated(blocks: number, critical: number): number {
  const random = seededRandom(blocks);
  const limits = new Float64Array(2 * DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    const averages = walshAverages(Array.from({ length: blocks }, () => normal(random)));
    // Noise is as likely as its mirror image, whose lower limit is minus this one's upper.
    limits[2 * draw] = -(averages[critical] as number);
    limits[2 * draw + 1] = averages[averages.length - 1 - critical] as number;
  }
  return limits.sort()[Math.ceil(STATED_POWER * limits.length) - 1] as number;
}

function byFormula(blocks: number, level: number): number {
  const degrees = blocks - 1;
  const reach = studentQuantile(level, degrees) + studentQuantile(2 * (1 - STATED_POWER), degrees);
  return reach / Math.sqrt((blocks * 3) / Math.PI);
}
