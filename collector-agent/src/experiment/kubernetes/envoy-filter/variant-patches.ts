import type { KnobValue, Variant } from '@meshprof/contracts';
import { needsEnvoyFilter } from '@meshprof/experiments';
import { loggerTo, logFormat, type MadeLogger } from '../../drivers/made-logger.ts';
import type { ConfigPatch } from '../cluster/envoy-filter-object.ts';
import { effectiveLogging } from '../telemetry/effective-logging.ts';
import type { EnvoyFilterPlan, IstioSnapshot } from '../telemetry/istio-snapshot.ts';
import { wantedSettings } from '../telemetry/wanted-settings.ts';

const MANAGER = 'envoy.filters.network.http_connection_manager';
const MANAGER_TYPE =
  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const CEL_TYPE = 'type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter';
const STANDARD_PATH = '/dev/stdout';

type Known = Pick<IstioSnapshot, 'mesh' | 'specs'> & { readonly envoyFilter: EnvoyFilterPlan };
type OfKnob<Id extends KnobValue['knob']> = Extract<KnobValue, { knob: Id }>;

/** What an EnvoyFilter must patch for a variant, beside what its Telemetry says; empty where that says all. */
export function variantPatches(variant: Variant, known: Known): ConfigPatch[] {
  const isLogOff = variant.knobs.some((value) => value.knob === 'accesslog.enabled' && !value.on);
  const logger = isLogOff ? undefined : loggerOf(variant, known);
  const removed = variant.knobs.filter((value) => value.knob === 'filter.enabled' && !value.on);
  return [
    ...(logger === undefined ? [] : [addition(logger, known.envoyFilter)]),
    ...removed.map((value) => removal((value as OfKnob<'filter.enabled'>).name, known.envoyFilter)),
  ];
}

/** Format and sink of a variant come together in one logger. */
function loggerOf(variant: Variant, { mesh, specs, envoyFilter }: Known): MadeLogger | undefined {
  const made = variant.knobs.filter(needsEnvoyFilter);
  const format = made.find((value) => value.knob === 'accesslog.format');
  const sink = made.find((value) => value.knob === 'accesslog.sink');
  if (format === undefined && sink === undefined) return undefined;
  const path = mesh.accessLogFile === '' ? STANDARD_PATH : mesh.accessLogFile;
  const logger = loggerTo(
    sink ?? { sink: 'file', path },
    format === undefined ? envoyFilter.logFormat : logFormat(format)
  );
  const { loggers } = effectiveLogging(specs, mesh, 'SERVER');
  const before = loggers.size === 1 ? [...loggers.values()][0] : undefined;
  const expression = wantedSettings(variant).logging?.expression ?? before;
  return expression === undefined ? logger : { ...logger, ...filterBy(expression) };
}

const filterBy = (expression: string) => ({
  filter: {
    extension_filter: {
      name: 'envoy.access_loggers.extension_filters.cel',
      typed_config: { '@type': CEL_TYPE, expression },
    },
  },
});

/** Lists are joined by a merge, so the loggers that are there are taken off by the Telemetry. */
function addition(logger: MadeLogger, plan: EnvoyFilterPlan): ConfigPatch {
  const value = { typed_config: { '@type': MANAGER_TYPE, access_log: [logger] } };
  return { applyTo: 'NETWORK_FILTER', match: matchOf(plan), patch: { operation: 'MERGE', value } };
}

function removal(name: string, plan: EnvoyFilterPlan): ConfigPatch {
  return { applyTo: 'HTTP_FILTER', match: matchOf(plan, { subFilter: { name } }), patch: { operation: 'REMOVE' } };
}

/** One version only: what an EnvoyFilter patches is the inside of that version, and promised by nobody for the next. */
function matchOf({ proxyVersion }: EnvoyFilterPlan, more: object = {}): NonNullable<ConfigPatch['match']> {
  const version = proxyVersion.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return {
    context: 'ANY',
    proxy: { proxyVersion: `^${version}$` },
    listener: { filterChain: { filter: { name: MANAGER, ...more } } },
  };
}
