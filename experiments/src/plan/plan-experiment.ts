import type { ExperimentPlan, ExperimentSpec } from '@meshprof/contracts';
import { schedule } from '../schedule/schedule.ts';
import { withDefaults } from '../spec/with-defaults.ts';
import { blocksNeeded } from './blocks-needed.ts';

export interface PlanOptions {
  /** For a spec that has none. */
  readonly seed?: number;
  /** Standard deviation of block log ratios, in percent, as an A/A run of this target found it. Default: assumed. */
  readonly noisePercent?: number;
}

/** What an experiment would be. Pure: nothing is stored or changed. */
export function planExperiment(spec: ExperimentSpec, options: PlanOptions = {}): ExperimentPlan {
  const full = withDefaults(spec, options.seed);
  const order = schedule({
    variants: full.variants.map(({ name }) => name),
    baseline: full.baseline.name,
    blocks: full.blocks,
    seed: full.seed,
  });
  return {
    seed: full.seed,
    blocks: full.blocks,
    blocksNeeded: blocksNeeded(full.variants.length),
    variants: [],
    schedule: order,
    slots: order.flat().length,
    durationMs: order.flat().length * (full.warmMs + full.windowMs + full.profileMs),
    detectablePercent: null,
    findings: [],
  };
}
