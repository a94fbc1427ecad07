import type { SlotResult } from '@meshprof/contracts';
import { mean } from '../statistics/averages.ts';
import type { Block } from './blocks.ts';

/** A number of a slot that is compared. */
export type Metric = (slot: SlotResult) => number;

export const cpuPerRequestUs: Metric = (slot) => slot.cpuPerRequestUs;
export const requestsPerSecond: Metric = (slot) => slot.requestsPerSecond;
export const switchesPerRequest: Metric = (slot) => slot.switches / slot.requests;

/**
 * The geometric mean of the block's baselines, which is the mean on the scale of logarithms: with the arithmetic one the
 * noise of the baselines alone would look like a saving (of a quarter of their variance). 0 if one is 0.
 */
export const ofBaseline = (block: Block, metric: Metric): number =>
  Math.exp(mean(block.baselines.map((slot) => Math.log(metric(slot)))));

export function ofVariant({ byVariant }: Block, variant: string, metric: Metric): number {
  const slot = byVariant.get(variant);
  if (!slot) throw new Error(`a complete block has no slot of ${variant}`);
  return metric(slot);
}

/** One a block: log of the variant's number by the mean of the block's baselines. The unit of all tests. */
export function logRatios(blocks: readonly Block[], variant: string, metric: Metric): number[] {
  return blocks.map((block) => Math.log(ofVariant(block, variant, metric) / ofBaseline(block, metric)));
}
