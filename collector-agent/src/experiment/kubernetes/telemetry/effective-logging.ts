import type { TelemetrySpec } from '../cluster/telemetry-object.ts';
import { appliesTo, type WorkloadMode } from './effective-tracing.ts';
import { findProvider, type MeshConfig } from './mesh-config.ts';

export interface EffectiveLogging {
  /** CEL expression of each provider that logs; undefined: every request. */
  readonly loggers: ReadonlyMap<string, string | undefined>;
  /** By `accessLogFile` of MeshConfig, since no Telemetry names a provider that is there. */
  readonly isLegacy: boolean;
}

/**
 * What istiod makes of all levels for one direction (pilot/pkg/model/telemetry.go, `mergeLogs`): the providers of the
 * most specific level that names any, each on unless its last entry disables it.
 */
export function effectiveLogging(
  specs: readonly TelemetrySpec[],
  mesh: MeshConfig,
  mode: WorkloadMode
): EffectiveLogging {
  const levels = specs.map(({ accessLogging = [] }) => accessLogging).filter((entries) => entries.length > 0);
  const naming = levels.findLast((entries) => entries.some(({ providers = [] }) => providers.length > 0));
  const inScope = naming?.flatMap(({ providers = [] }) => providers.map(({ name }) => name)) ?? mesh.defaultLogging;
  const filters = new Map<string, string | undefined>();
  for (const { providers = [], filter } of levels.flat()) {
    for (const { name } of providers) filters.set(name, filter?.expression);
  }
  const loggers = new Map<string, string | undefined>();
  if (levels.length === 0) for (const name of inScope) loggers.set(name, undefined);
  let inherited: readonly string[] = mesh.defaultLogging;
  for (const entry of levels.flat()) {
    const named = entry.providers?.map(({ name }) => name) ?? [];
    inherited = named.length > 0 ? named : inherited;
    if (!appliesTo(entry.match, mode)) continue;
    for (const name of inherited.filter((each) => inScope.includes(each))) {
      if (entry.disabled === true) loggers.delete(name);
      else loggers.set(name, filters.get(name));
    }
  }
  return isNobodyThere(inScope, mesh) ? legacyLogging(mesh) : { loggers, isLegacy: false };
}

const isNobodyThere = (names: readonly string[], mesh: MeshConfig): boolean =>
  names.every((name) => findProvider(mesh, name) === undefined);

function legacyLogging({ accessLogFile }: MeshConfig): EffectiveLogging {
  return { loggers: new Map(accessLogFile === '' ? [] : [['envoy', undefined]]), isLegacy: true };
}
