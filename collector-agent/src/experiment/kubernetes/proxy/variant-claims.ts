import type { KnobValue, TreatmentProof, Variant } from '@meshprof/contracts';
import { findProvider, type MeshConfig, type Provider } from '../telemetry/mesh-config.ts';
import {
  type ListenerShapes,
  type ManagerShape,
  type PartHashes,
  SHAPE_PARTS,
  type ShapePart,
  STATS_FILTER,
} from './listener-shapes.ts';
import type { LoggerShape } from './manager-parts.ts';

/** What one HTTP connection manager is expected to be, and what it is; both are shown to people. */
interface Claim {
  readonly expected: string;
  observe(manager: ManagerShape): string;
  holds(manager: ManagerShape): boolean;
}

const PART_OF_KNOB: Readonly<Record<KnobValue['knob'], ShapePart>> = {
  'tracing.sampling': 'tracing',
  'tracing.enabled': 'tracing',
  'tracing.provider': 'tracing',
  'tracing.batch-size': 'tracing',
  'accesslog.enabled': 'accessLog',
  'accesslog.format': 'accessLog',
  'accesslog.filter': 'accessLog',
  'accesslog.sink': 'accessLog',
  'stats.filter': 'stats',
  'filter.enabled': 'rest',
  concurrency: 'rest',
};

/**
 * Whether the listeners that the proxy has are those of a variant: what it turns is as it asks in every HTTP connection
 * manager, and every part that it does not turn is as before the experiment, so that no earlier variant is left over.
 */
export function proveListeners(
  { knobs }: Pick<Variant, 'knobs'>,
  shapes: ListenerShapes,
  { mesh, parts }: { readonly mesh: MeshConfig; readonly parts: PartHashes }
): TreatmentProof[] {
  const isTracingOff = knobs.some((value) => value.knob === 'tracing.enabled' && !value.on);
  const isLogOff = knobs.some((value) => value.knob === 'accesslog.enabled' && !value.on);
  const claims = knobs
    .filter(({ knob }) => knob === 'tracing.enabled' || !(isTracingOff && PART_OF_KNOB[knob] === 'tracing'))
    .filter(({ knob }) => knob === 'accesslog.enabled' || !(isLogOff && PART_OF_KNOB[knob] === 'accessLog'))
    .flatMap((value) => proofOf(value.knob, claimOf(value, mesh), shapes.managers));
  const turned = new Set(knobs.map(({ knob }) => PART_OF_KNOB[knob]));
  return [...claims, ...SHAPE_PARTS.filter((part) => !turned.has(part)).map((part) => asBefore(part, shapes, parts))];
}

const PART_TITLES: Readonly<Record<ShapePart, string>> = {
  tracing: 'tracing',
  accessLog: 'access logs',
  stats: 'request metrics',
  rest: 'other HTTP filters and options',
};

function asBefore(part: ShapePart, { hashes }: ListenerShapes, parts: PartHashes): TreatmentProof {
  const proven = hashes[part] === parts[part];
  const expected = `${PART_TITLES[part]} as before the experiment`;
  return { knob: 'not turned', expected, observed: proven ? 'the same' : 'changed', proven };
}

function proofOf(knob: string, claim: Claim | undefined, managers: readonly ManagerShape[]): TreatmentProof[] {
  if (claim === undefined) return [];
  const wrong = managers.find((manager) => !claim.holds(manager));
  const proven = managers.length > 0 && wrong === undefined;
  const shown = wrong ?? managers[0];
  const where = proven ? `in all ${managers.length} HTTP connection managers` : 'in config_dump';
  const observed = shown === undefined ? 'no HTTP connection manager' : claim.observe(shown);
  return [{ knob, expected: cut(claim.expected), observed: cut(`${observed}, ${where}`), proven }];
}

const MAX_TEXT_LENGTH = 200;
const cut = (text: string): string => (text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text);

function claimOf(value: KnobValue, mesh: MeshConfig): Claim | undefined {
  switch (value.knob) {
    case 'tracing.sampling':
      return samplingClaim(value.percent);
    case 'tracing.enabled':
      return presence('tracing block', value.on, ({ tracing }) => tracing !== undefined);
    case 'tracing.provider':
      return tracerClaim(findProvider(mesh, value.name), value.name);
    case 'accesslog.enabled':
      return presence('access log', value.on, ({ loggers }) => loggers.length > 0);
    case 'accesslog.format':
      return value.prepared === undefined ? undefined : loggerClaim(value.prepared, findProvider(mesh, value.prepared));
    case 'accesslog.filter':
      return filterClaim(value.expression);
    case 'accesslog.sink':
      return value.provider === undefined
        ? sinkClaim(value.sink)
        : loggerClaim(value.provider, findProvider(mesh, value.provider));
    case 'stats.filter':
      return presence(STATS_FILTER, value.on, ({ filters }) => filters.includes(STATS_FILTER));
    case 'tracing.batch-size':
    case 'filter.enabled':
    case 'concurrency':
      return undefined;
  }
}

function presence(what: string, isThere: boolean, find: (manager: ManagerShape) => boolean): Claim {
  const text = (there: boolean) => (there ? `${what} present` : `no ${what}`);
  return {
    expected: text(isThere),
    observe: (manager) => text(find(manager)),
    holds: (manager) => find(manager) === isThere,
  };
}

/** Envoy keeps hundredths of a percent. */
const PERCENT_TOLERANCE = 0.005;

const samplingClaim = (percent: number): Claim => ({
  expected: `random_sampling ${percent} %`,
  observe: ({ tracing }) => (tracing === undefined ? 'no tracing block' : `random_sampling ${tracing.percent} %`),
  holds: ({ tracing }) => tracing !== undefined && Math.abs(tracing.percent - percent) <= PERCENT_TOLERANCE,
});

function tracerClaim(provider: Provider | undefined, name: string): Claim {
  return {
    expected: `tracer of provider ${name}`,
    observe: ({ tracing }) => tracing?.tracer ?? 'no tracing block',
    holds: ({ tracing }) =>
      tracing !== undefined &&
      provider !== undefined &&
      tracing.tracer === `envoy.tracers.${provider.kind}` &&
      tracing.provider.includes(hostOf(provider.service)),
  };
}

/** A service may be written `namespace/host`. */
const hostOf = (service = ''): string => service.split('/').at(-1) ?? '';

const LOGGER_TYPES: Readonly<Record<string, readonly string[]>> = {
  envoyFileAccessLog: ['FileAccessLog', 'StdoutAccessLog', 'StderrAccessLog'],
  envoyHttpAls: ['HttpGrpcAccessLogConfig'],
  envoyOtelAls: ['OpenTelemetryAccessLogConfig'],
};

function loggerClaim(name: string, provider: Provider | undefined): Claim {
  return {
    expected: `one access log, of provider ${name}`,
    observe: ({ loggers }) => loggers.map(loggerText).join('; ') || 'no access log',
    holds: ({ loggers }) =>
      provider !== undefined && loggers.length === 1 && loggers.every((logger) => isOfProvider(logger, provider)),
  };
}

function isOfProvider(logger: LoggerShape, provider: Provider): boolean {
  if (LOGGER_TYPES[provider.kind]?.includes(logger.type) !== true) return false;
  if (provider.kind !== 'envoyFileAccessLog') return true;
  const isFormat = provider.textFormat === undefined || logger.textFormat?.trim() === provider.textFormat.trim();
  return isFormat && logger.isJson === provider.isJson && (provider.path ?? '/dev/stdout') === logger.path;
}

const loggerText = ({ type, path, textFormat, isJson }: LoggerShape): string =>
  [type, path, isJson ? 'JSON' : textFormat?.trim().slice(0, 60)].filter((part) => part !== undefined).join(' ');

function filterClaim(expression: string | undefined): Claim | undefined {
  if (expression === undefined) return undefined;
  return {
    expected: `filter ${expression}`,
    observe: ({ loggers }) => loggers.map((logger) => logger.expression ?? 'no filter').join('; ') || 'no access log',
    holds: ({ loggers }) => loggers.length > 0 && loggers.every((logger) => logger.expression === expression),
  };
}

function sinkClaim(sink: 'file' | 'stdout' | 'grpc' | 'otlp'): Claim {
  const kind = { file: 'envoyFileAccessLog', stdout: 'envoyFileAccessLog', grpc: 'envoyHttpAls', otlp: 'envoyOtelAls' }[
    sink
  ];
  return {
    expected: `access log to ${sink}`,
    observe: ({ loggers }) => loggers.map(loggerText).join('; ') || 'no access log',
    holds: ({ loggers }) =>
      loggers.length > 0 && loggers.every(({ type }) => LOGGER_TYPES[kind]?.includes(type) === true),
  };
}
