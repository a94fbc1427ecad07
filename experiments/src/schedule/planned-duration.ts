import type { ExperimentDriver, Knob, Variant } from '@meshprof/contracts';
import { differingKnobs } from '../reconcile/direct-categories.ts';
import { knobOf } from '../spec/check-knobs.ts';
import type { FullSpec } from '../spec/with-defaults.ts';
import { aaSchedule } from './schedule.ts';

/** To write a value, see that the proxy has it, and start load anew. */
const TURN_MS = 2_000;
/** Highest rate of each variant, once, where a rate has to be found. */
const CALIBRATION_MS = 5_000;

/**
 * Draining of old connections, where a change makes a new listener: Istio's default; of a plain Envoy the time that this
 * needs to be run with (`--drain-time-s 5 --drain-strategy immediate`; its default of 600 s is found in preflight).
 */
const DRAIN_MS: Readonly<Record<ExperimentDriver, number>> = {
  'envoy-runtime': 0,
  'envoy-files': 5_000,
  istio: 45_000,
};

/** Of the whole run, A/A and calibration included, if no slot has to be repeated. */
export function plannedDurationMs(spec: FullSpec, blocks: readonly (readonly string[])[]): number {
  const order = [...aaSchedule(spec.baseline.name), ...blocks].flat();
  const slotMs = TURN_MS + spec.warmMs + spec.windowMs + spec.profileMs;
  const drains = order.filter(
    (name, index) => index > 0 && drainsBetween(spec, order[index - 1] as string, name)
  ).length;
  return order.length * slotMs + drains * DRAIN_MS[spec.driver] + calibrationMs(spec);
}

export function drains(knob: Knob, driver: ExperimentDriver): boolean {
  return knob.drains.includes(driver);
}

function drainsBetween(spec: FullSpec, before: string, after: string): boolean {
  const differing = differingKnobs(variantOf(spec, before), variantOf(spec, after));
  return differing.some((value) => drains(knobOf(value), spec.driver));
}

function variantOf({ baseline, variants }: FullSpec, name: string): Variant {
  return variants.find((variant) => variant.name === name) ?? baseline;
}

function calibrationMs({ mode, load, variants }: FullSpec): number {
  const needsRate = mode === 'fixed-rate' && load.generator !== 'external' && load.requestsPerSecond === undefined;
  return needsRate ? (variants.length + 1) * (CALIBRATION_MS + TURN_MS) : 0;
}
