import type { ConfigNode } from './config-node.ts';
import { type EnvoyConfig, lastOf, pathOfSource } from './envoy-config.ts';
import { tlsText } from './http-settings.ts';
import type { SettingRows } from './setting-rows.ts';

const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
const THRESHOLDS = ['max_connections', 'max_pending_requests', 'max_requests', 'max_retries'];

export function addClusterSettings(rows: SettingRows, config: EnvoyConfig): void {
  for (const cluster of config.clusters.nodes) {
    const scope = `cluster ${cluster.text('name') ?? '?'}`;
    addPool(rows, cluster, scope);
    addProtocol(rows, cluster, scope);
    addTls(rows, cluster, scope);
    const checks = cluster.items('health_checks');
    if (checks.length === 0) rows.standard('health-check.interval', 'none', { node: cluster, scope });
    for (const check of checks) {
      rows.found('health-check.interval', `every ${check.text('interval') ?? '?'}`, check, { scope });
    }
  }
  addScope(rows, config);
}

function addPool(rows: SettingRows, cluster: ConfigNode, scope: string): void {
  const policy = cluster.text('lb_policy') ?? 'ROUND_ROBIN';
  const limits = cluster
    .items('circuit_breakers', 'thresholds')
    .flatMap((threshold) => THRESHOLDS.map((name) => ({ name, value: threshold.number(name) })))
    .filter(({ value }) => value !== undefined)
    .map(({ name, value }) => `${name} ${value}`);
  const perConnection = cluster.number('max_requests_per_connection');
  const parts = [policy, ...limits, ...(perConnection === undefined ? [] : [`${perConnection} requests a connection`])];
  const isSet = parts.length > 1 || cluster.field('lb_policy') !== undefined;
  if (isSet) rows.found('upstream.pool', parts.join(', '), cluster, { scope });
  else rows.standard('upstream.pool', policy, { node: cluster, scope });
}

function addProtocol(rows: SettingRows, cluster: ConfigNode, scope: string): void {
  const options = cluster.at('typed_extension_protocol_options', HTTP_OPTIONS);
  const old = cluster.field('http2_protocol_options');
  if (old !== undefined) return rows.found('http.protocol', 'upstream HTTP/2', old, { scope });
  if (options === undefined) return rows.standard('http.protocol', 'upstream HTTP/1.1', { node: cluster, scope });
  rows.found('http.protocol', `upstream ${upstreamProtocol(options)}`, options, { scope });
}

function upstreamProtocol(options: ConfigNode): string {
  const explicit = options.field('explicit_http_config');
  if (explicit?.field('http2_protocol_options') !== undefined) return 'HTTP/2';
  if (explicit?.field('http3_protocol_options') !== undefined) return 'HTTP/3';
  if (options.field('use_downstream_protocol_config') !== undefined) return 'as downstream';
  return options.field('auto_config') === undefined ? 'HTTP/1.1' : 'chosen by ALPN';
}

function addTls(rows: SettingRows, cluster: ConfigNode, scope: string): void {
  const matches = cluster.field('transport_socket_matches');
  const socket = cluster.field('transport_socket');
  if (matches !== undefined) rows.found('tls.mode', 'upstream by endpoint', matches, { scope });
  else if (socket === undefined) rows.standard('tls.mode', 'upstream plaintext', { node: cluster, scope });
  else rows.found('tls.mode', `upstream ${tlsText(socket)}`, socket, { scope });
}

function addScope(rows: SettingRows, { bootstraps }: EnvoyConfig): void {
  const kinds = [
    ['listeners', 'lds_config'],
    ['clusters', 'cds_config'],
  ] as const;
  const dynamic = lastOf(bootstraps, 'dynamic_resources');
  const told = kinds.flatMap(([what, field]) => {
    const source = dynamic?.field(field);
    return source === undefined ? [] : [`${what} ${sourceText(source)}`];
  });
  if (dynamic !== undefined && told.length > 0) rows.found('xds.scope', told.join(', '), dynamic);
  else if (bootstraps.length > 0) rows.standard('xds.scope', 'all from the bootstrap');
}

function sourceText(source: ConfigNode): string {
  const path = pathOfSource(source);
  if (path !== undefined) return `from file ${path}`;
  const api = source.text('api_config_source', 'api_type');
  return source.field('ads') === undefined ? `over ${api ?? 'xDS'}` : 'over ADS';
}
