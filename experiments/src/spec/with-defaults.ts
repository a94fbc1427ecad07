import {
  EXPERIMENT_DEFAULTS,
  type ExperimentGuards,
  type ExperimentLoad,
  type ExperimentSpec,
  TITLE_MAX_LENGTH,
} from '@meshprof/contracts';

export type FullGuards = Required<ExperimentGuards>;
export type FullLoad = ExperimentLoad & Required<Pick<ExperimentLoad, 'protocol' | 'connections'>>;

/** A spec in which nothing is left to a default but the rate of the load, which is calibrated. */
export type FullSpec = ExperimentSpec &
  Required<
    Pick<
      ExperimentSpec,
      | 'title'
      | 'mode'
      | 'blocks'
      | 'windowMs'
      | 'warmMs'
      | 'profileMs'
      | 'minEffectPercent'
      | 'indicative'
      | 'seed'
      | 'approval'
    >
  > & { readonly load: FullLoad; readonly guards: FullGuards };

/** Envoy's admin listener in a pod of Istio's. */
const ISTIO_ADMIN_URL = 'http://127.0.0.1:15000';

/** @param seed for a spec without one; who stores or runs it draws a random one first */
export function withDefaults(spec: ExperimentSpec, seed = 1): FullSpec {
  const defaults = EXPERIMENT_DEFAULTS;
  return {
    ...spec,
    title: spec.title ?? titleOf(spec),
    target: { ...(spec.driver === 'istio' && { adminUrl: ISTIO_ADMIN_URL }), ...spec.target },
    load: { protocol: 'http1', connections: defaults.connections, ...spec.load },
    mode: spec.mode ?? 'fixed-rate',
    blocks: spec.blocks ?? defaults.blocks,
    windowMs: spec.windowMs ?? defaults.windowMs,
    warmMs: spec.warmMs ?? defaults.warmMs,
    profileMs: spec.profileMs ?? defaults.profileMs,
    minEffectPercent: spec.minEffectPercent ?? defaults.minEffectPercent,
    indicative: spec.indicative ?? false,
    seed: spec.seed ?? seed,
    approval: spec.approval ?? 'none',
    guards: {
      intervalMs: defaults.guardIntervalMs,
      errorsPoints: defaults.errorsPoints,
      p99Factor: defaults.p99Factor,
      p99ForMs: defaults.p99ForMs,
      minFreeDiskPercent: defaults.minFreeDiskPercent,
      maxDurationMs: defaults.maxDurationMs,
      deadManMs: defaults.deadManMs,
      ...spec.guards,
    },
  };
}

function titleOf({ baseline, variants }: ExperimentSpec): string {
  return `${variants.map(({ name }) => name).join(', ')} against ${baseline.name}`.slice(0, TITLE_MAX_LENGTH);
}
