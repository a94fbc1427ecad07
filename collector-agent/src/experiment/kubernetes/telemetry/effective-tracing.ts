import type { TelemetrySpec } from '../cluster/telemetry-object.ts';
import type { MeshConfig } from './mesh-config.ts';

/** Which of a proxy's listeners an entry is for. */
export const WORKLOAD_MODES = ['CLIENT', 'SERVER'] as const;
export type WorkloadMode = (typeof WORKLOAD_MODES)[number];

export function appliesTo(match: { mode?: string } | undefined, mode: WorkloadMode): boolean {
  const asked = match?.mode ?? 'CLIENT_AND_SERVER';
  return asked === 'CLIENT_AND_SERVER' || asked === 'UNDEFINED' || asked === mode;
}

export interface EffectiveTracing {
  /** Name as it is written; undefined: no Telemetry and no default names one. */
  readonly provider?: string;
  readonly percent?: number;
  readonly disabled: boolean;
}

/**
 * What istiod makes of all levels for one direction (pilot/pkg/model/telemetry.go, `Tracing`): entries in order, each
 * field of a later one over an earlier one; only the first provider of an entry counts.
 */
export function effectiveTracing(
  specs: readonly TelemetrySpec[],
  mesh: Pick<MeshConfig, 'defaultTracing'>,
  mode: WorkloadMode
): EffectiveTracing {
  let provider = mesh.defaultTracing[0];
  let percent: number | undefined;
  let disabled = false;
  for (const entry of specs.flatMap(({ tracing = [] }) => tracing)) {
    if (!appliesTo(entry.match, mode)) continue;
    provider = entry.providers?.[0]?.name ?? provider;
    percent = entry.randomSamplingPercentage ?? percent;
    disabled = entry.disableSpanReporting ?? disabled;
  }
  return { ...(provider !== undefined && { provider }), ...(percent !== undefined && { percent }), disabled };
}
