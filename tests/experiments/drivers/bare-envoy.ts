/** A real Envoy with nothing behind it: it answers by itself, from files that a driver may change. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { testBinaries } from '../../../standalone/src/demo/demo-test-support.ts';
import { EnvoyAdmin } from '../../../collector-agent/src/experiment/envoy/envoy-admin.ts';
import { waitFor } from '../../harness/wait-for.ts';

export interface BareEnvoyOptions {
  readonly folder: string;
  readonly adminPort: number;
  readonly port: number;
  /** Of a gRPC service for log entries. */
  readonly logPort: number;
  /** Traces every request, and sends spans by OpenTelemetry's protocol to `logPort`. Default: no tracing. */
  readonly tracer?: 'grpc' | 'http';
  /** Without, its admin interface cannot set runtime keys. Default true. */
  readonly adminLayer?: boolean;
  /** Path of the files as Envoy has them. Default: where they are. */
  readonly filesAs?: string;
  /** Program and arguments in front of Envoy's. */
  readonly wrapper?: readonly string[];
  readonly args?: readonly string[];
}

const type = (name: string) => ({ '@type': `type.googleapis.com/envoy.${name}` });
const address = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });
const HTTP_OPTIONS = 'extensions.upstreams.http.v3.HttpProtocolOptions';

function bootstrap({ adminPort, logPort, folder, filesAs = folder, adminLayer = true }: BareEnvoyOptions): object {
  const file = (name: string) => ({ resource_api_version: 'V3', path_config_source: { path: `${filesAs}/${name}` } });
  const endpoint = { endpoint: { address: address(logPort) } };
  const http2 = { explicit_http_config: { http2_protocol_options: {} } };
  return {
    admin: { address: address(adminPort) },
    layered_runtime: {
      layers: [
        { name: 'fixed', static_layer: { 'rate.enabled': 0 } },
        { name: 'file', rtds_layer: { name: 'rt', rtds_config: file('runtime.json') } },
        ...(adminLayer ? [{ name: 'admin', admin_layer: {} }] : []),
      ],
    },
    dynamic_resources: { lds_config: file('listeners.json') },
    static_resources: {
      clusters: [
        {
          name: 'logs',
          type: 'STATIC',
          connect_timeout: '1s',
          typed_extension_protocol_options: { [`envoy.${HTTP_OPTIONS}`]: { ...type(HTTP_OPTIONS), ...http2 } },
          load_assignment: { cluster_name: 'logs', endpoints: [{ lb_endpoints: [endpoint] }] },
        },
        {
          name: 'plain',
          type: 'STATIC',
          connect_timeout: '1s',
          load_assignment: { cluster_name: 'plain', endpoints: [{ lb_endpoints: [endpoint] }] },
        },
      ],
    },
  };
}

function tracing(tracer: NonNullable<BareEnvoyOptions['tracer']>): object {
  const grpc = { grpc_service: { envoy_grpc: { cluster_name: 'logs' }, timeout: '1s' } };
  const uri = { uri: 'http://127.0.0.1/v1/traces', cluster: 'plain', timeout: '1s' };
  const service = tracer === 'grpc' ? grpc : { http_service: { http_uri: uri } };
  const config = { ...type('config.trace.v3.OpenTelemetryConfig'), service_name: 'bare', ...service };
  return { random_sampling: { value: 100 }, provider: { name: 'envoy.tracers.opentelemetry', typed_config: config } };
}

function listeners({ port, tracer }: BareEnvoyOptions): object {
  const route = { match: { prefix: '/' }, direct_response: { status: 200, body: { inline_string: 'here' } } };
  const share = { numerator: 100, denominator: 'HUNDRED' };
  const rate = {
    ...type('extensions.filters.http.local_ratelimit.v3.LocalRateLimit'),
    stat_prefix: 'rate',
    token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: '1s' },
    filter_enabled: { runtime_key: 'rate.enabled', default_value: share },
    filter_enforced: { runtime_key: 'rate.enforced', default_value: share },
  };
  const manager = {
    ...type('extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
    stat_prefix: 'bare',
    ...(tracer !== undefined && { tracing: tracing(tracer) }),
    access_log: [
      {
        name: 'envoy.access_loggers.stdout',
        typed_config: type('extensions.access_loggers.stream.v3.StdoutAccessLog'),
      },
    ],
    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes: [route] }] },
    http_filters: [
      { name: 'rate', typed_config: rate },
      { name: 'router', typed_config: type('extensions.filters.http.router.v3.Router') },
    ],
  };
  const chain = { filters: [{ name: 'http', typed_config: manager }] };
  return { ...type('config.listener.v3.Listener'), name: 'bare', address: address(port), filter_chains: [chain] };
}

export class BareEnvoy {
  readonly options: BareEnvoyOptions;
  readonly adminUrl: string;
  #child: ChildProcess | undefined;

  constructor(options: BareEnvoyOptions) {
    this.options = options;
    this.adminUrl = `http://127.0.0.1:${options.adminPort}`;
    mkdirSync(options.folder, { recursive: true });
    const runtime = { ...type('service.runtime.v3.Runtime'), name: 'rt', layer: {} };
    this.#write('listeners.json', { version_info: '1', resources: [listeners(options)] });
    this.#write('runtime.json', { version_info: '1', resources: [runtime] });
    this.#write('envoy.json', bootstrap(options));
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get listenersFile(): string {
    return path.join(this.options.folder, 'listeners.json');
  }

  /** Where the listener and the admin listener can be asked from this process, wherever they are. */
  at(port: number): EnvoyAdmin {
    const namespace = this.options.wrapper === undefined ? {} : { namespaceOfPid: this.pid };
    return new EnvoyAdmin({ adminUrl: `http://127.0.0.1:${port}`, ...namespace });
  }

  async start(): Promise<void> {
    const { folder, filesAs = folder, wrapper = [], args = [] } = this.options;
    const common = ['--service-node', 'bare', '--service-cluster', 'bare', '--disable-hot-restart', '-l', 'error'];
    const draining =
      args.length > 0 ? args : ['--concurrency', '1', '--drain-time-s', '2', '--drain-strategy', 'immediate'];
    const [program = '', ...rest] = [
      ...wrapper,
      testBinaries.envoy,
      '-c',
      `${filesAs}/envoy.json`,
      ...common,
      ...draining,
    ];
    this.#child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
    await waitFor(
      async () => {
        const admin = this.at(this.options.adminPort);
        const ready = await admin.get('/ready');
        admin.close();
        return ready.ok ? true : undefined;
      },
      { what: 'Envoy is ready' }
    );
  }

  /** Sequential requests, each on a connection of its own; how many were answered with 200. */
  async request(count: number): Promise<number> {
    const client = this.at(this.options.port);
    let answered = 0;
    for (let sent = 0; sent < count; sent += 1) if ((await client.get('/')).ok) answered += 1;
    client.close();
    return answered;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  read(): string {
    return readFileSync(this.listenersFile, 'utf8');
  }

  #write(name: string, value: object): void {
    writeFileSync(path.join(this.options.folder, name), JSON.stringify(value));
  }
}
