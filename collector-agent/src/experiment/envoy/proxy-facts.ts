import { ConfigNode } from '../../proxy-settings/config-node.ts';
import { clusterOf } from './collector-cluster.ts';
import { type LoggerFacts, loggerFacts } from './logger-facts.ts';

/** What of a proxy's configuration in force matters to experiments, as its `/config_dump` has it. */
export interface ProxyFacts {
  readonly managers: readonly ManagerFacts[];
  readonly clusters: ReadonlyMap<string, ClusterFacts>;
  readonly layers: readonly LayerFacts[];
  readonly listenersPath?: SourceFacts;
  /** Of the listeners: as the last accepted file named it. */
  readonly listenersVersion: string;
  /** Envoy's own words on listeners that it rejected last. */
  readonly rejections: readonly string[];
}

/** One HTTP connection manager. */
export interface ManagerFacts {
  readonly listener: string;
  readonly statPrefix: string;
  readonly tracing?: TracingFacts;
  readonly loggers: readonly LoggerFacts[];
  readonly filters: readonly FilterFacts[];
}

export interface TracingFacts {
  /** `envoy.tracers.zipkin`; undefined if it names none. */
  readonly provider?: string;
  readonly collectorCluster?: string;
  readonly overallPercent: number;
  /** False where the request's id has no say, so that neither has local sampling. */
  readonly samplesByRequestId: boolean;
}

export interface FilterFacts {
  readonly name: string;
  readonly disabled: boolean;
  readonly typed: ConfigNode | undefined;
}

export interface ClusterFacts {
  readonly isHttp2: boolean;
  readonly hasCircuitBreakers: boolean;
}

export interface SourceFacts {
  readonly path: string;
  readonly watchedFolder?: string;
}

export interface LayerFacts {
  readonly kind: 'static' | 'disk' | 'rtds' | 'admin';
  readonly name: string;
  readonly source?: SourceFacts;
  /** Name of the resource in the RTDS file. */
  readonly resource?: string;
}

export function factsOfDump(dump: unknown): ProxyFacts {
  const configs = new ConfigNode(dump, '/config_dump').items('configs');
  const ofType = (type: string): ConfigNode[] => configs.filter((config) => config.typeName === type);
  const bootstrap = ofType('BootstrapConfigDump')[0]?.field('bootstrap');
  const listeners = ofType('ListenersConfigDump');
  const lds = bootstrap?.at('dynamic_resources', 'lds_config');
  const source = lds && sourceFacts(lds);
  return {
    managers: listeners.flatMap(activeListeners).flatMap((listener) => managersOf(listener, bootstrap)),
    clusters: clusterFacts(ofType('ClustersConfigDump')),
    layers: bootstrap?.items('layered_runtime', 'layers').map(layerFacts) ?? [],
    ...(source !== undefined && { listenersPath: source }),
    listenersVersion: listeners[0]?.text('version_info') ?? '',
    rejections: rejectionsOf(listeners),
  };
}

function activeListeners(config: ConfigNode): ConfigNode[] {
  const fixed = config.items('static_listeners').map((each) => each.field('listener'));
  const dynamic = config.items('dynamic_listeners').map((each) => each.at('active_state', 'listener'));
  return [...fixed, ...dynamic].filter((listener) => listener !== undefined);
}

function rejectionsOf(listeners: readonly ConfigNode[]): string[] {
  const states = listeners.flatMap((config) => config.items('dynamic_listeners'));
  const details = states.map((each) => each.text('error_state', 'details')).filter((text) => text !== undefined);
  return [...new Set(details)];
}

function managersOf(listener: ConfigNode, bootstrap: ConfigNode | undefined): ManagerFacts[] {
  const standard = listener.field('default_filter_chain');
  const chains = [...listener.items('filter_chains'), ...(standard === undefined ? [] : [standard])];
  return chains
    .flatMap((chain) => chain.items('filters'))
    .map((filter) => filter.field('typed_config'))
    .filter((typed) => typed?.typeName === 'HttpConnectionManager')
    .map((typed) => managerFacts(typed as ConfigNode, listener.text('name') ?? 'unnamed', bootstrap));
}

function managerFacts(manager: ConfigNode, listener: string, bootstrap: ConfigNode | undefined): ManagerFacts {
  const tracing = manager.field('tracing');
  const extension = manager.at('request_id_extension', 'typed_config', 'use_request_id_for_trace_sampling');
  return {
    listener,
    statPrefix: manager.text('stat_prefix') ?? '',
    ...(tracing !== undefined && {
      tracing: tracingFacts(tracing, bootstrap, extension?.text() ?? extension?.text('value')),
    }),
    loggers: manager.items('access_log').map(loggerFacts),
    filters: manager.items('http_filters').map((filter) => ({
      name: filter.text('name') ?? '',
      disabled: filter.isTrue('disabled'),
      typed: filter.field('typed_config'),
    })),
  };
}

function tracingFacts(
  tracing: ConfigNode,
  bootstrap: ConfigNode | undefined,
  byRequestId: string | undefined
): TracingFacts {
  const provider = tracing.field('provider') ?? bootstrap?.at('tracing', 'http');
  const typed = provider?.field('typed_config');
  const name = provider?.text('name') ?? typed?.typeName;
  const collectorCluster = typed && clusterOf(typed);
  return {
    ...(name !== undefined && { provider: name }),
    ...(collectorCluster !== undefined && { collectorCluster }),
    overallPercent: tracing.number('overall_sampling') ?? 100,
    samplesByRequestId: byRequestId !== 'false',
  };
}

const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

function clusterFacts(configs: readonly ConfigNode[]): Map<string, ClusterFacts> {
  const states = configs.flatMap((config) =>
    ['static_clusters', 'dynamic_active_clusters'].flatMap((list) => config.items(list))
  );
  const clusters = states.map((state) => state.field('cluster')).filter((cluster) => cluster !== undefined);
  return new Map(clusters.map((cluster) => [cluster.text('name') ?? '', clusterFact(cluster)]));
}

function clusterFact(cluster: ConfigNode): ClusterFacts {
  const options = cluster.at('typed_extension_protocol_options', HTTP_OPTIONS);
  const explicit = options?.at('explicit_http_config', 'http2_protocol_options') ?? options?.field('auto_config');
  return {
    isHttp2:
      (explicit ?? options?.field('use_downstream_protocol_config') ?? cluster.field('http2_protocol_options')) !==
      undefined,
    hasCircuitBreakers: cluster.items('circuit_breakers', 'thresholds').length > 0,
  };
}

function layerFacts(layer: ConfigNode): LayerFacts {
  const name = layer.text('name') ?? '';
  if (layer.field('admin_layer') !== undefined) return { kind: 'admin', name };
  if (layer.field('disk_layer') !== undefined) return { kind: 'disk', name };
  const rtds = layer.field('rtds_layer');
  if (rtds === undefined) return { kind: 'static', name };
  const config = rtds.field('rtds_config');
  const source = config && sourceFacts(config);
  return { kind: 'rtds', name, resource: rtds.text('name') ?? '', ...(source !== undefined && { source }) };
}

/** Undefined for what is no file. */
function sourceFacts(config: ConfigNode): SourceFacts | undefined {
  const path = config.text('path_config_source', 'path') ?? config.text('path');
  if (path === undefined) return undefined;
  const watchedFolder = config.text('path_config_source', 'watched_directory', 'path');
  return { path, ...(watchedFolder !== undefined && { watchedFolder }) };
}
