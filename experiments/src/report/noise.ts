import type { ExperimentReport, SlotResult } from '@meshprof/contracts';
import { detectableInDeviations } from '../statistics/detectable-effect.ts';
import { mean } from '../statistics/averages.ts';
import type { KnownNoise } from '../statistics/small-sample-interval.ts';
import type { FullSpec } from '../spec/with-defaults.ts';
import { levelAtEnd } from '../verdict/look.ts';
import { countedSlots } from './blocks.ts';

/** A block's ratio is one slot by the mean of two: variances 1 + 1/2, times that of a slot. */
const RATIO_BY_SLOT = Math.sqrt(1.5);

/**
 * Before an A/A run: standard deviations of log ratios as measured for this design on two shared cores with 5 s windows
 * (shared research, mesh experiments, section 3); saturated, CPU per request varies as the highest rate does.
 */
const ASSUMED_NOISE_PERCENT = { 'fixed-rate': 3.4, saturation: 8.7 } as const;

/** Standard deviation of a block's log ratio of CPU per request, where nothing is measured yet. */
export function assumedNoise(spec: FullSpec): KnownNoise {
  return { sd: Math.log1p(ASSUMED_NOISE_PERCENT[spec.mode] / 100), degrees: 1 };
}

/**
 * The same from the A/A run: from the spread of log CPU per request within each block, pooled over blocks, because two
 * blocks have four degrees of freedom for that and only one for the spread of their ratios. Drift within a block counts
 * as noise, so the estimate is rather too high. Undefined without a block of two slots.
 */
export function aaNoise(aaSlots: readonly SlotResult[]): KnownNoise | undefined {
  const counted = countedSlots(aaSlots.filter(({ phase }) => phase === 'a-a'));
  let [squares, degrees] = [0, 0];
  for (const index of new Set(counted.map(({ block }) => block))) {
    const slots = counted.filter(({ block }) => block === index);
    const logs = slots.map(({ cpuPerRequestUs }) => Math.log(cpuPerRequestUs));
    const center = mean(logs);
    squares += logs.reduce((sum, value) => sum + (value - center) ** 2, 0);
    degrees += logs.length - 1;
  }
  return degrees === 0 ? undefined : { sd: RATIO_BY_SLOT * Math.sqrt(squares / degrees), degrees };
}

/**
 * The smallest cost, in percent of the baseline's CPU per request, that comes out as `costs` with 80 % power, by the
 * strictest of Holm's steps: never below the minimum effect, since what is smaller is meant to come out as not material.
 * Null where the blocks cannot show any.
 */
export function detectablePercent(spec: FullSpec, noise: KnownNoise): number | null {
  if (spec.indicative) return null;
  const deviations = detectableInDeviations(spec.blocks, levelAtEnd(spec.blocks) / spec.variants.length);
  if (deviations === undefined) return null;
  return Math.max(spec.minEffectPercent, 100 * Math.expm1(deviations * noise.sd));
}

export function noiseOf(aaSlots: readonly SlotResult[], spec: FullSpec): ExperimentReport['noise'] {
  const noise = aaNoise(aaSlots);
  return {
    aaSlots: countedSlots(aaSlots).length,
    sdPercent: noise ? 100 * Math.expm1(noise.sd) : null,
    detectablePercent: detectablePercent(spec, noise ?? assumedNoise(spec)),
  };
}
