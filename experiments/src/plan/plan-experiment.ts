import {
  EXPERIMENT_UNDO,
  type ExperimentDriver,
  type ExperimentPlan,
  type ExperimentSpec,
  type KnobValue,
  type PlannedVariant,
  type Variant,
} from '@meshprof/contracts';
import { assumedNoise, detectablePercent } from '../report/noise.ts';
import { drains, plannedDurationMs } from '../schedule/planned-duration.ts';
import { aaSchedule, schedule } from '../schedule/schedule.ts';
import { knobOf } from '../spec/check-knobs.ts';
import { namesOf } from '../spec/check-plan.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { needsEnvoyFilter } from '../spec/envoy-filter-knobs.ts';
import { knobText } from '../spec/knob-text.ts';
import { type FullSpec, withDefaults } from '../spec/with-defaults.ts';
import { blocksNeeded } from '../statistics/blocks-needed.ts';

export interface PlanOptions {
  /** For a spec that has none. */
  readonly seed?: number;
  /** Standard deviation of block log ratios, in percent, as an A/A run of this target found it. Default: assumed. */
  readonly noisePercent?: number;
}

/** What an experiment would be. Pure: nothing is stored or changed. */
export function planExperiment(spec: ExperimentSpec, { seed, noisePercent }: PlanOptions = {}): ExperimentPlan {
  const full = withDefaults(spec, seed);
  const order = schedule({ ...namesOf(full), blocks: full.blocks, seed: full.seed });
  return {
    seed: full.seed,
    blocks: full.blocks,
    blocksNeeded: blocksNeeded(full.variants.length),
    variants: [
      plannedVariant(full.baseline, full, true),
      ...full.variants.map((variant) => plannedVariant(variant, full, false)),
    ],
    schedule: order,
    slots: order.flat().length + aaSchedule(full.baseline.name).flat().length,
    durationMs: plannedDurationMs(full, order),
    detectablePercent: detectablePercent(full, noiseOf(full, noisePercent)),
    findings: checkSpec(full),
  };
}

function noiseOf(full: FullSpec, noisePercent: number | undefined) {
  const assumed = assumedNoise(full);
  return noisePercent === undefined ? assumed : { ...assumed, sd: Math.log1p(noisePercent / 100) };
}

function plannedVariant({ name, knobs }: Variant, { driver }: FullSpec, baseline: boolean): PlannedVariant {
  return { name, baseline, changes: knobs.map((value) => plannedChange(value, driver)) };
}

function plannedChange(value: KnobValue, driver: ExperimentDriver): PlannedVariant['changes'][number] {
  const knob = knobOf(value);
  const byEnvoyFilter = driver === 'istio' && needsEnvoyFilter(value);
  const where = (byEnvoyFilter ? `EnvoyFilter: ${knob.byEnvoyFilter}` : knob.changes[driver]) ?? `not by ${driver}`;
  return {
    knob: knob.id,
    what: `${knobText(value)}: ${where}`,
    drains: drains(knob, driver),
    undo: EXPERIMENT_UNDO[driver],
    proof: knob.proof,
  };
}
