import { parse, stringify } from 'yaml';

/** What the demo's Envoy is asked to do. Every variant keeps the demo's tracing, access log and upstream. */
export const ENVOY_VARIANTS = ['HTTP/1', 'HTTP/2', 'mTLS', 'Lua filter'] as const;
/** Without what experiments change: no tracer, no access log. At 0 % sampling a tracer still makes spans. */
type BareVariant = 'bare' | 'bare with tracing' | 'bare with log' | 'bare with JSON log' | 'bare with Lua';
export type EnvoyVariant = (typeof ENVOY_VARIANTS)[number] | BareVariant;

export interface VariantInput {
  readonly listeners: string;
  readonly bootstrap: string;
  /** Second port of the same Envoy, for mTLS with itself. */
  readonly innerPort: number;
  readonly certificates: Certificates;
}

/** Paths of PEM files: one certificate that is its own authority, for both sides. */
export interface Certificates {
  readonly certificate: string;
  readonly key: string;
}

export interface VariantFiles {
  readonly listeners: string;
  readonly bootstrap: string;
}

type Yaml = Record<string, unknown>;
interface ListenersFile {
  resources: (Yaml & { filter_chains: (Yaml & { filters: { typed_config: Yaml & { http_filters: Yaml[] } }[] })[] })[];
}
interface BootstrapFile {
  static_resources: { clusters: Yaml[] };
}

const TYPES = 'type.googleapis.com/envoy.extensions';
const TLS = `${TYPES}.transport_sockets.tls.v3`;

/** The demo's own files (provisioning/demo), changed: so that the bench cannot drift from the demo. */
export function variantFiles(variant: EnvoyVariant, input: VariantInput): VariantFiles {
  const listeners = parse(input.listeners, { merge: true }) as ListenersFile;
  const bootstrap = parse(input.bootstrap, { merge: true }) as BootstrapFile;
  if (variant.startsWith('bare')) removeFeatures(listeners, variant);
  if (variant === 'Lua filter' || variant === 'bare with Lua') addLua(listeners);
  if (variant === 'mTLS') addMutualTls(listeners, bootstrap, input);
  // Aliases are for people: Envoy's parser takes them, but not every reader of the rendered file does.
  return {
    listeners: stringify(listeners, { aliasDuplicateObjects: false }),
    bootstrap: stringify(bootstrap, { aliasDuplicateObjects: false }),
  };
}

function removeFeatures({ resources }: ListenersFile, variant: EnvoyVariant): void {
  const manager = resources[0]!.filter_chains[0]!.filters[0]!.typed_config;
  if (variant !== 'bare with tracing') delete manager['tracing'];
  if (variant === 'bare with JSON log') useJson((manager['access_log'] as { typed_config: Yaml }[])[0]!.typed_config);
  else if (variant !== 'bare with log') delete manager['access_log'];
}

function useJson(fileAccessLog: Yaml): void {
  const fields = ['START_TIME', 'REQ(:METHOD)', 'REQ(:PATH)', 'PROTOCOL', 'RESPONSE_CODE', 'BYTES_SENT', 'DURATION'];
  const format = Object.fromEntries(fields.map((field) => [field.toLowerCase(), `%${field}%`]));
  fileAccessLog['log_format'] = { json_format: format };
}

/** As in Envoy's example: headers read and written on the way in and out, and some work on strings. */
const LUA = `
function envoy_on_request(handle)
  local path = handle:headers():get(":path")
  local parts = {}
  for part in string.gmatch(path .. "/a/b/c/d", "[^/]+") do parts[#parts + 1] = string.upper(part) end
  handle:headers():add("x-bench-path", table.concat(parts, "."))
end
function envoy_on_response(handle)
  handle:headers():add("x-bench", string.rep("y", 8))
end
`;

function addLua({ resources }: ListenersFile): void {
  resources[0]!.filter_chains[0]!.filters[0]!.typed_config.http_filters.unshift({
    name: 'envoy.filters.http.lua',
    typed_config: { '@type': `${TYPES}.filters.http.lua.v3.Lua`, default_source_code: { inline_string: LUA } },
  });
}

/**
 * The outer listener passes on to an inner one of the same Envoy over mutual TLS, as two sidecars do: h2load has no
 * client certificates, and so both sides of the handshake and of the records are in the profile.
 */
function addMutualTls(listeners: ListenersFile, bootstrap: BootstrapFile, input: VariantInput): void {
  const outer = listeners.resources[0]!;
  const inner = structuredClone(outer);
  inner['name'] = 'inner';
  inner['address'] = address(input.innerPort);
  inner.filter_chains[0]!['transport_socket'] = {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': `${TLS}.DownstreamTlsContext`,
      require_client_certificate: true,
      common_tls_context: commonTls(input.certificates),
    },
  };
  listeners.resources.push(inner);
  routeTo(outer, 'inner_mtls');
  bootstrap.static_resources.clusters.push({
    name: 'inner_mtls',
    type: 'STATIC',
    connect_timeout: '1s',
    load_assignment: {
      cluster_name: 'inner_mtls',
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(input.innerPort) } }] }],
    },
    // A connection a request would be a bench of handshakes, one for ever a bench of records: a mix of both.
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': `${TYPES}.upstreams.http.v3.HttpProtocolOptions`,
        common_http_protocol_options: { max_requests_per_connection: 200 },
        explicit_http_config: { http_protocol_options: {} },
      },
    },
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: {
        '@type': `${TLS}.UpstreamTlsContext`,
        sni: 'inner',
        common_tls_context: commonTls(input.certificates),
      },
    },
  });
}

const address = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });

function commonTls({ certificate, key }: Certificates) {
  return {
    tls_certificates: [{ certificate_chain: { filename: certificate }, private_key: { filename: key } }],
    validation_context: { trusted_ca: { filename: certificate } },
  };
}

function routeTo(listener: ListenersFile['resources'][number], cluster: string): void {
  const manager = listener.filter_chains[0]!.filters[0]!.typed_config as unknown as {
    route_config: { virtual_hosts: { routes: { route: { cluster: string } }[] }[] };
  };
  manager.route_config.virtual_hosts[0]!.routes[0]!.route.cluster = cluster;
}
