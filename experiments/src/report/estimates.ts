import type { Estimate } from '@meshprof/contracts';
import { intervalOf, type KnownNoise } from '../statistics/small-sample-interval.ts';
import type { Interval } from '../statistics/walsh-interval.ts';
import type { Block } from './blocks.ts';
import { logRatios, type Metric, ofBaseline, ofVariant } from './changes.ts';

export const toPercent = (logRatio: number): number => 100 * Math.expm1(logRatio);

/** Of the baseline, over blocks. */
export function baselineEstimate(blocks: readonly Block[], metric: Metric, noise: KnownNoise): Estimate {
  const interval = levelOf(
    blocks.map((block) => ofBaseline(block, metric)),
    noise
  );
  return { ...interval, changePercent: null, changeLowPercent: null, changeHighPercent: null };
}

/**
 * Of a variant. The change is that of the block log ratios; the estimate is the baseline's with that change, so that the
 * two agree. Low and high are of the variant's own slots, and contain what varies from block to block in both.
 * Changes are null where a value is 0: it has no logarithm.
 */
export function variantEstimate(
  blocks: readonly Block[],
  variant: string,
  metric: Metric,
  { baseline, noise }: { readonly baseline: Estimate; readonly noise: KnownNoise }
): Estimate {
  const own = levelOf(
    blocks.map((block) => ofVariant(block, variant, metric)),
    noise
  );
  const ratios = logRatios(blocks, variant, metric);
  if (!ratios.every(Number.isFinite)) {
    return { ...own, changePercent: null, changeLowPercent: null, changeHighPercent: null };
  }
  const change = intervalOf(ratios, noise);
  const estimate = baseline.estimate * Math.exp(change.estimate);
  return {
    estimate,
    low: Math.min(own.low, estimate),
    high: Math.max(own.high, estimate),
    changePercent: toPercent(change.estimate),
    changeLowPercent: toPercent(change.low),
    changeHighPercent: toPercent(change.high),
  };
}

/** On the scale of logarithms where it has one: what varies there varies by factors. */
function levelOf(values: readonly number[], noise: KnownNoise): Interval {
  if (values.some((value) => value <= 0)) return intervalOf(values, noise);
  const { estimate, low, high } = intervalOf(values.map(Math.log), noise);
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}
