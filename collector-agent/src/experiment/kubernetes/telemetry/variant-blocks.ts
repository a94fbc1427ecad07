import type { Variant } from '@meshprof/contracts';
import { fail, type Outcome, succeed } from '../../drivers/outcome.ts';
import type {
  LoggingEntry,
  MetricsEntry,
  TelemetryBlocks,
  TelemetrySpec,
  TracingEntry,
} from '../cluster/telemetry-object.ts';
import { effectiveLogging, type EffectiveLogging } from './effective-logging.ts';
import { effectiveTracing, WORKLOAD_MODES, type WorkloadMode } from './effective-tracing.ts';
import { findProvider, isLogger, type MeshConfig } from './mesh-config.ts';
import { type WantedSettings, wantedSettings } from './wanted-settings.ts';

/** What decides about a workload before the experiment. */
export interface TelemetrySituation {
  readonly mesh: MeshConfig;
  /** From the least to the most specific, without what we wrote. */
  readonly specs: readonly TelemetrySpec[];
  /** Of the workload's own object, where it has one: it is patched. */
  readonly existing?: TelemetrySpec;
}

/**
 * The blocks that a workload's Telemetry must have for a variant; those that it does not turn are as in `existing`.
 * Every entry names its provider: without one, istiod takes tracing off, or logs in spite of `disabled`.
 */
export function variantBlocks(variant: Variant, situation: TelemetrySituation): Outcome<TelemetryBlocks> {
  const { tracing, logging, metrics } = wantedSettings(variant);
  const { existing = {} } = situation;
  const traced = tracing === undefined ? succeed([]) : tracingEntries(tracing, situation);
  if (!traced.ok) return traced;
  const logged = logging === undefined ? succeed(undefined) : loggingEntries(logging, situation);
  if (!logged.ok) return logged;
  const measured = metrics === undefined ? [] : metricsEntries(metrics.isOn, situation);
  return succeed({
    ...present('tracing', [...(existing.tracing ?? []), ...traced.value]),
    ...present('accessLogging', logged.value ?? existing.accessLogging ?? []),
    ...present('metrics', [...(existing.metrics ?? []), ...measured]),
  });
}

const present = <K extends string, T>(key: K, list: readonly T[]) => (list.length === 0 ? {} : { [key]: list });

/** One entry for both directions where they agree, else one for each. */
function byDirection<T extends object>(entryOf: (mode: WorkloadMode) => T): (T & { match?: { mode: WorkloadMode } })[] {
  const [client, server] = WORKLOAD_MODES.map(entryOf) as [T, T];
  if (JSON.stringify(client) === JSON.stringify(server)) return [client];
  return [
    { match: { mode: 'CLIENT' }, ...client },
    { match: { mode: 'SERVER' }, ...server },
  ];
}

function tracingEntries(
  { percent, isOn, provider }: NonNullable<WantedSettings['tracing']>,
  { mesh, specs }: TelemetrySituation
): Outcome<TracingEntry[]> {
  const entries = byDirection((mode): TracingEntry => {
    const name = provider ?? effectiveTracing(specs, mesh, mode).provider;
    return {
      ...(name !== undefined && { providers: [{ name }] }),
      disableSpanReporting: isOn === false,
      ...(percent !== undefined && { randomSamplingPercentage: percent }),
    };
  });
  const needsProvider = isOn !== false;
  if (!needsProvider || entries.every(({ providers = [] }) => providers.length > 0)) return succeed(entries);
  return fail(
    'preflight-failed',
    'No tracing provider is named by MeshConfig or a Telemetry, so sampling would turn tracing off. Name one with tracing.provider.'
  );
}

function loggingEntries(
  wanted: NonNullable<WantedSettings['logging']>,
  { mesh, specs }: TelemetrySituation
): Outcome<LoggingEntry[]> {
  const provider = wanted.provider ?? sinkProvider(wanted.sink, mesh);
  if (wanted.sink !== undefined && provider === undefined) {
    return fail('preflight-failed', `MeshConfig has no provider that logs to ${wanted.sink}. Add one, or name it.`);
  }
  const perMode = WORKLOAD_MODES.map((mode) => {
    const before = effectiveLogging(specs, mesh, mode);
    return { mode, loggers: wantedLoggers({ ...wanted, ...(provider !== undefined && { provider }) }, before) };
  });
  const isOff = wanted.isOn === false || wanted.isReplaced === true;
  const [client, server] = perMode.map(({ loggers }) => entriesOf(loggers, isOff)) as [LoggingEntry[], LoggingEntry[]];
  if (JSON.stringify(client) === JSON.stringify(server)) return succeed(client);
  return succeed([
    ...client.map((entry) => ({ match: { mode: 'CLIENT' }, ...entry })),
    ...server.map((entry) => ({ match: { mode: 'SERVER' }, ...entry })),
  ]);
}

function wantedLoggers(
  { provider, expression }: NonNullable<WantedSettings['logging']>,
  { loggers }: EffectiveLogging
): [string, string | undefined][] {
  const present: [string, string | undefined][] = loggers.size === 0 ? [['envoy', undefined]] : [...loggers];
  const chosen: [string, string | undefined][] =
    provider === undefined ? present : [[provider, present.length === 1 ? present[0]?.[1] : undefined]];
  return expression === undefined ? chosen : chosen.map(([name]) => [name, expression]);
}

function entriesOf(loggers: readonly [string, string | undefined][], isOff: boolean): LoggingEntry[] {
  return loggers.map(([name, expression]) => ({
    providers: [{ name }],
    ...(expression !== undefined && !isOff && { filter: { expression } }),
    disabled: isOff,
  }));
}

/** The first provider of MeshConfig that logs to such a place. */
function sinkProvider(sink: 'file' | 'stdout' | 'grpc' | 'otlp' | undefined, mesh: MeshConfig): string | undefined {
  const isConsole = (path = '') => /^\/dev\/(stdout|stderr|fd\/[12])$/.test(path);
  return mesh.providers.filter(isLogger).find(({ kind, path }) => {
    if (sink === 'grpc') return kind === 'envoyHttpAls';
    if (sink === 'otlp') return kind === 'envoyOtelAls';
    return kind === 'envoyFileAccessLog' && sink !== undefined && isConsole(path) === (sink === 'stdout');
  })?.name;
}

function metricsEntries(isOn: boolean, { mesh, specs }: TelemetrySituation): MetricsEntry[] {
  const named = specs
    .flatMap(({ metrics = [] }) => metrics)
    .findLast(({ providers = [] }) => providers.length > 0)
    ?.providers?.map(({ name }) => name);
  const names = (named ?? mesh.defaultMetrics).filter((name) => findProvider(mesh, name)?.kind === 'prometheus');
  const providers = (names.length > 0 ? names : ['prometheus']).map((name) => ({ name }));
  return [{ providers, overrides: [{ match: { metric: 'ALL_METRICS', mode: 'CLIENT_AND_SERVER' }, disabled: !isOn }] }];
}
