import type { ExperimentSpec, Variant } from '@meshprof/contracts';
import {
  DEFAULT_EXPERIMENT_FORM,
  type ExperimentForm,
  MINUTE_MS,
  SECOND_MS,
  type VariantForm,
} from './experiment-form';
import { knobFormOf } from './knob-form';

/** A spec in the form, for one that is repeated with changes. */
export function formOfSpec(spec: ExperimentSpec): ExperimentForm {
  const { target, load, guards = {} } = spec;
  const { title, note, driver, mode, blocks, minEffectPercent, indicative, seed } = spec;
  return {
    ...DEFAULT_EXPERIMENT_FORM,
    ...given({ title, note, driver, mode, blocks, minEffectPercent, indicative, seed }),
    ...given({ ...target }),
    baseline: variantFormOf(spec.baseline),
    variants: spec.variants.map(variantFormOf),
    ...given({
      generator: load.generator,
      url: load.url,
      protocol: load.protocol,
      connections: load.connections,
      requestsPerSecond: load.requestsPerSecond,
      bodyBytes: load.bodyBytes,
      cpus: load.cpus,
      headers: load.headers && linesOf(load.headers),
    }),
    ...given({
      windowSeconds: divided(spec.windowMs, SECOND_MS),
      warmSeconds: divided(spec.warmMs, SECOND_MS),
      profileSeconds: divided(spec.profileMs, SECOND_MS),
      errorsPoints: guards.errorsPoints,
      p99Factor: guards.p99Factor,
      p99ForSeconds: divided(guards.p99ForMs, SECOND_MS),
      minFreeDiskPercent: guards.minFreeDiskPercent,
      maxDurationMinutes: divided(guards.maxDurationMs, MINUTE_MS),
      deadManSeconds: divided(guards.deadManMs, SECOND_MS),
    }),
    allowEnvoyFilter: spec.allowEnvoyFilter === true,
    needsApproval: spec.approval === 'second-person',
  };
}

export const variantFormOf = ({ name, knobs }: Variant): VariantForm => ({ name, knobs: knobs.map(knobFormOf) });

const linesOf = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

const divided = (value: number | undefined, unit: number) => (value === undefined ? undefined : value / unit);

function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
