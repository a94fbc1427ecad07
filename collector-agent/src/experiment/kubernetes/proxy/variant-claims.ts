import type { KnobValue, TreatmentProof, Variant } from '@meshprof/contracts';
import { logFormat } from '../../drivers/made-logger.ts';
import { findProvider, type MeshConfig, type Provider } from '../telemetry/mesh-config.ts';
import {
  type ListenerShapes,
  type ManagerShape,
  type PartHashes,
  SHAPE_PARTS,
  type ShapePart,
  STATS_FILTER,
} from './listener-shapes.ts';
import { canonicalJson } from './hash-of-forms.ts';
import type { LoggerShape } from './manager-parts.ts';

type OfKnob<Id extends KnobValue['knob']> = Extract<KnobValue, { knob: Id }>;

/** What one HTTP connection manager is expected to be, and what it is; both are shown to people. */
interface Claim {
  readonly expected: string;
  observe(manager: ManagerShape): string;
  holds(manager: ManagerShape): boolean;
  /** In one of them is enough: not every manager has it, before or after. */
  readonly isOfOne?: boolean;
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
  const turned = new Set(knobs.filter(changesPart).map(({ knob }) => PART_OF_KNOB[knob]));
  return [...claims, ...SHAPE_PARTS.filter((part) => !turned.has(part)).map((part) => asBefore(part, shapes, parts))];
}

/** A filter that shall be on is there already: nothing is written for it. */
const changesPart = (value: KnobValue): boolean => value.knob !== 'filter.enabled' || !value.on;

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
  const holding = managers.filter((manager) => claim.holds(manager));
  const needed = claim.isOfOne === true ? Math.min(1, managers.length) : managers.length;
  const proven = managers.length > 0 && holding.length >= needed;
  const shown = proven ? holding[0] : managers.find((manager) => !claim.holds(manager));
  const where = proven ? `in ${holding.length} of ${managers.length} HTTP connection managers` : 'in config_dump';
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
      return value.prepared === undefined
        ? formatClaim(value)
        : loggerClaim(value.prepared, findProvider(mesh, value.prepared));
    case 'accesslog.filter':
      return filterClaim(value.expression);
    case 'accesslog.sink':
      return value.provider === undefined
        ? sinkClaim(value)
        : loggerClaim(value.provider, findProvider(mesh, value.provider));
    case 'stats.filter':
      return presence(STATS_FILTER, value.on, ({ filters }) => filters.includes(STATS_FILTER));
    case 'filter.enabled':
      return {
        ...presence(`filter ${value.name}`, value.on, ({ filters }) => filters.includes(value.name)),
        isOfOne: value.on,
      };
    case 'tracing.batch-size':
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

const loggerText = ({ type, path, cluster, textFormat, isJson }: LoggerShape): string =>
  [type, path, cluster, isJson ? 'JSON' : textFormat?.trim().slice(0, 60)]
    .filter((part) => part !== undefined)
    .join(' ');

function filterClaim(expression: string | undefined): Claim | undefined {
  if (expression === undefined) return undefined;
  return {
    expected: `filter ${expression}`,
    observe: ({ loggers }) => loggers.map((logger) => logger.expression ?? 'no filter').join('; ') || 'no access log',
    holds: ({ loggers }) => loggers.length > 0 && loggers.every((logger) => logger.expression === expression),
  };
}

/** Of the only logger, which an EnvoyFilter has put in; a service has fields in place of a format. */
function formatClaim(format: Pick<OfKnob<'accesslog.format'>, 'text' | 'json'>): Claim {
  const wanted = canonicalJson(logFormat(format));
  return {
    expected: `one access log, with the format ${format.text?.trim() ?? JSON.stringify(format.json)}`,
    observe: ({ loggers }) => loggers.map(loggerText).join('; ') || 'no access log',
    holds: ({ loggers }) =>
      loggers.length === 1 &&
      loggers.every(({ format: found, type }) => isService(type) || canonicalJson(found ?? null) === wanted),
  };
}

const isService = (type: string): boolean =>
  [...(LOGGER_TYPES['envoyHttpAls'] ?? []), ...(LOGGER_TYPES['envoyOtelAls'] ?? [])].includes(type);

function sinkClaim({ sink, path, cluster }: OfKnob<'accesslog.sink'>): Claim {
  const kind = { file: 'envoyFileAccessLog', stdout: 'envoyFileAccessLog', grpc: 'envoyHttpAls', otlp: 'envoyOtelAls' }[
    sink
  ];
  const place = cluster ?? path;
  return {
    expected: `access log to ${sink}${place === undefined ? '' : ` ${place}`}`,
    observe: ({ loggers }) => loggers.map(loggerText).join('; ') || 'no access log',
    holds: ({ loggers }) =>
      loggers.length > 0 &&
      loggers.every(
        (logger) =>
          LOGGER_TYPES[kind]?.includes(logger.type) === true &&
          (place === undefined || place === (cluster === undefined ? logger.path : logger.cluster))
      ),
  };
}
