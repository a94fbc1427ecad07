import { ConfigNode } from '../../../proxy-settings/config-node.ts';
import { hashOfForms } from './hash-of-forms.ts';
import { loggerShape, type LoggerShape, tracingShape, type TracingShape } from './manager-parts.ts';

/** Of an HTTP connection manager in a listener that istiod sent. */
export interface ManagerShape {
  readonly tracing?: TracingShape;
  readonly loggers: readonly LoggerShape[];
  /** Names of the HTTP filters. */
  readonly filters: readonly string[];
}

/** The parts of the listeners that experiments turn, each with a hash of all there is of it in any listener. */
export const SHAPE_PARTS = ['tracing', 'accessLog', 'stats', 'rest'] as const;
export type ShapePart = (typeof SHAPE_PARTS)[number];
export type PartHashes = Readonly<Record<ShapePart, string>>;

export interface ListenerShapes {
  readonly managers: readonly ManagerShape[];
  readonly hashes: PartHashes;
  /** Of all parts. */
  readonly hash: string;
  /** What the proxy refused in its last updates, in its words. */
  readonly refusals: readonly string[];
}

export const STATS_FILTER = 'istio.stats';

/**
 * Of a `/config_dump?resource=dynamic_listeners`. A hash is over the *different* forms that a part has, not over the
 * listeners: a service that comes or goes elsewhere in the mesh brings a listener like the others to every sidecar, and
 * is no change of this workload's settings. Routes, names of listeners and versions are left out for the same reason.
 */
export function listenerShapes(configDump: unknown): ListenerShapes {
  const entries = listenersOf(new ConfigNode(configDump, '/config_dump'));
  const listeners = entries.flatMap((entry) => entry.at('active_state', 'listener') ?? []);
  const filters = listeners.flatMap(networkFilters);
  const managers = filters.filter(({ typeName }) => typeName === 'HttpConnectionManager');
  const logging = [...managers, ...filters.filter(({ typeName }) => typeName === 'TcpProxy'), ...listeners];
  const hashes = {
    tracing: hashOfForms(managers.map((node) => node.field('tracing')?.value ?? null)),
    accessLog: hashOfForms(logging.map((node) => node.field('access_log')?.value ?? [])),
    stats: hashOfForms(managers.map((node) => httpFilters(node).filter(isStats).map(valueOf))),
    rest: hashOfForms(managers.map(restOf)),
  };
  return {
    managers: managers.map(shapeOf),
    hashes,
    hash: hashOfForms([SHAPE_PARTS.map((part) => hashes[part])]),
    refusals: entries.flatMap((entry) => entry.text('error_state', 'details') ?? []),
  };
}

/** With `resource=`, Envoy gives the listeners themselves; without, the dump that holds them. */
function listenersOf(dump: ConfigNode): ConfigNode[] {
  return dump
    .items('configs')
    .flatMap((node) => (node.field('dynamic_listeners') === undefined ? [node] : node.items('dynamic_listeners')));
}

function networkFilters(listener: ConfigNode): ConfigNode[] {
  const standard = listener.field('default_filter_chain');
  const chains = [...listener.items('filter_chains'), ...(standard === undefined ? [] : [standard])];
  return chains.flatMap((chain) => chain.items('filters')).flatMap((filter) => filter.field('typed_config') ?? []);
}

const httpFilters = (manager: ConfigNode): ConfigNode[] => manager.items('http_filters');
const valueOf = ({ value }: ConfigNode): unknown => value;
const isStats = (filter: ConfigNode): boolean => filter.text('name') === STATS_FILTER;

const OTHER_PARTS = ['tracing', 'access_log', 'http_filters'];
/** They name one service, not a setting. */
const OF_A_SERVICE = ['stat_prefix', 'route_config', 'rds', 'scoped_routes'];

function restOf(manager: ConfigNode): unknown {
  const fields = Object.entries(manager.value as Record<string, unknown>);
  const kept = fields.filter(([name]) => ![...OTHER_PARTS, ...OF_A_SERVICE].includes(name));
  const filters = httpFilters(manager).filter((filter) => !isStats(filter));
  return [Object.fromEntries(kept), filters.map(valueOf)];
}

function shapeOf(manager: ConfigNode): ManagerShape {
  const tracing = manager.field('tracing');
  return {
    ...(tracing !== undefined && { tracing: tracingShape(tracing) }),
    loggers: manager.items('access_log').map(loggerShape),
    filters: httpFilters(manager).flatMap((filter) => filter.text('name') ?? []),
  };
}
