import type { ConfigNode } from './config-node.ts';
import type { EnvoyConfig } from './envoy-config.ts';
import { filterChains, type OfListener } from './listener-parts.ts';
import type { SettingRows } from './setting-rows.ts';

/** Protocols, routes, header changes and downstream TLS: what a listener says beside its filters. */
export function addHttpSettings(rows: SettingRows, config: EnvoyConfig, managers: readonly OfListener[]): void {
  for (const { node, scope } of managers) {
    const codec = node.field('codec_type');
    if (codec === undefined) rows.standard('http.protocol', 'downstream AUTO', { node, scope });
    else rows.found('http.protocol', `downstream ${codec.text() ?? '?'}`, codec, { scope });
    addRoutes(rows, config, { node, scope });
  }
  for (const { node, scope } of filterChains(config)) {
    const socket = node.field('transport_socket');
    if (socket === undefined) rows.standard('tls.mode', 'downstream plaintext', { node, scope });
    else rows.found('tls.mode', `downstream ${tlsText(socket)}`, socket, { scope });
  }
}

/** Of a transport socket: what it is and asks for, nothing of its certificates and keys. */
export function tlsText(socket: ConfigNode): string {
  const typed = socket.field('typed_config');
  if (!/TlsContext$/.test(typed?.typeName ?? '')) return socket.text('name') ?? typed?.typeName ?? '?';
  const parameters = typed?.at('common_tls_context', 'tls_params');
  const least = parameters?.text('tls_minimum_protocol_version');
  const suites = parameters?.items('cipher_suites').length ?? 0;
  return [
    'TLS',
    ...(typed?.isTrue('require_client_certificate') === true ? ['client certificates required'] : []),
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(suites === 0 ? [] : [`${suites} cipher suites`]),
  ].join(', ');
}

function addRoutes(rows: SettingRows, config: EnvoyConfig, { node, scope }: OfListener): void {
  const { routes, unseen } = routesOf(config, node);
  if (unseen !== undefined) {
    rows.unseen('http.routes', unseen);
    rows.unseen('http.header-changes', unseen);
  }
  for (const route of routes) {
    const hosts = route.items('virtual_hosts');
    const count = hosts.reduce((sum, host) => sum + host.items('routes').length, 0);
    rows.found('http.routes', `${count} routes in ${hosts.length} virtual hosts`, route, { scope });
    const changes = headerChanges([route, ...hosts, ...hosts.flatMap((host) => host.items('routes'))]);
    if (changes === undefined) rows.standard('http.header-changes', 'none', { node: route, scope });
    else rows.found('http.header-changes', changes, route, { scope });
  }
}

function routesOf(config: EnvoyConfig, manager: ConfigNode) {
  const inline = manager.field('route_config');
  if (inline !== undefined) return { routes: [inline] };
  const dynamic = manager.field('rds');
  if (dynamic === undefined)
    return { routes: [], ...(manager.field('scoped_routes') && { unseen: 'by-xds' as const }) };
  const { nodes, unseen } = config.resourcesOf(dynamic.field('config_source'));
  const name = dynamic.text('route_config_name');
  return {
    routes: nodes.filter((route) => name === undefined || route.text('name') === name),
    ...(unseen !== undefined && { unseen }),
  };
}

const CHANGES = [
  'request_headers_to_add',
  'request_headers_to_remove',
  'response_headers_to_add',
  'response_headers_to_remove',
];

/** How many, and nothing of what they say. */
function headerChanges(nodes: readonly ConfigNode[]): string | undefined {
  const parts = CHANGES.map((name) => ({ name, count: nodes.reduce((sum, node) => sum + node.items(name).length, 0) }));
  const told = parts.filter(({ count }) => count > 0).map(({ name, count }) => `${name}: ${count}`);
  return told.length === 0 ? undefined : told.join(', ');
}
