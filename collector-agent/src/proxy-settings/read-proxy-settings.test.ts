import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { MESH_SETTINGS, type ProxySettings } from '@meshprof/contracts';
import { readProxySettings } from './read-proxy-settings.ts';
import { assertValid, rowsOf, valuesOf } from './settings-test-support.ts';
import { StandInEnvoy } from './stand-in-test-support.ts';

const DEMO = new URL('../../../provisioning/demo/', import.meta.url);
/** In every place where a configuration of the test has a secret. */
const SECRET = 'hunter2-very-secret';

/** A template of the demo with its placeholders filled. */
function demoFile(name: string, values: Record<string, string> = {}): string {
  return readFileSync(new URL(name, DEMO), 'utf8').replaceAll(/__([A-Z][A-Z_]*?)__/g, (_all, key: string) => {
    return values[key] ?? '1234';
  });
}

describe('settings of a proxy', () => {
  const envoy = new StandInEnvoy();
  after(() => envoy.stop());

  async function settingsWith(...args: string[]): Promise<ProxySettings> {
    const settings = readProxySettings(await envoy.start(args));
    assertValid(settings);
    return settings;
  }

  /** The demo with this content of its runtime file. */
  async function demo(layer: string): Promise<ProxySettings> {
    const runtime = demoFile('runtime.yaml').replace('layer: {}', `layer: { ${layer} }`);
    const values = {
      RUNTIME_FILE: envoy.write('runtime.yaml', runtime),
      LISTENERS_FILE: envoy.write('listeners.yaml', demoFile('listeners.yaml', { ACCESS_LOG_PATH: '/dev/stdout' })),
    };
    envoy.write('envoy.yaml', demoFile('envoy.yaml', values));
    return settingsWith('-c', 'envoy.yaml', '--concurrency', '1', '--file-flush-interval-msec', '1000');
  }

  it('of the demo: values, and where they stand', async () => {
    const settings = await demo('');
    assert.deepEqual(settings.notes, []);
    assert.deepEqual(rowsOf(settings, 'tracing.sampling'), [
      {
        ...{ settingId: 'tracing.sampling', value: '100 %', source: 'file', file: 'envoy.yaml' },
        path: 'layered_runtime.layers[0].static_layer["tracing.random_sampling"]',
        ...{ scope: 'listener demo', notes: ['runtime-decides', 'admin-may-override'] },
      },
    ]);
    const [format, short] = rowsOf(settings, 'accesslog.format');
    assert.match(format?.value ?? '', /^\[%START_TIME%\] "%REQ\(:METHOD\)%/);
    assert.equal(format?.file, `${envoy.folder}/listeners.yaml`);
    assert.match(short?.value ?? '', /^%START_TIME% %REQ\(:METHOD\)%.*%RESPONSE_CODE%$/);
    assert.deepEqual(valuesOf(settings, 'accesslog.enabled'), ['on: 1 of 2 loggers']);
    assert.deepEqual(valuesOf(settings, 'accesslog.filter'), [
      'demo.access_log.full: 100 % of requests',
      'demo.access_log.short: 0 % of requests',
    ]);
    assert.deepEqual(valuesOf(settings, 'accesslog.sink'), ['file /dev/stdout']);
    assert.deepEqual(rowsOf(settings, 'accesslog.flush-interval'), [
      {
        ...{ settingId: 'accesslog.flush-interval', value: '1000 ms', source: 'command-line' },
        path: '--file-flush-interval-msec',
      },
    ]);
    assert.deepEqual(valuesOf(settings, 'workers'), ['1']);
    assert.deepEqual(valuesOf(settings, 'tracing.reporting'), ['on: envoy.tracers.zipkin']);
    assert.deepEqual(valuesOf(settings, 'tracing.batch-size'), ['5']);
    assert.deepEqual(valuesOf(settings, 'filter.chain'), ['envoy.filters.http.router']);
    assert.deepEqual(valuesOf(settings, 'filter.lua'), ['none']);
    assert.deepEqual(valuesOf(settings, 'http.protocol'), ['downstream AUTO', 'upstream HTTP/1.1']);
    assert.deepEqual(valuesOf(settings, 'http.routes'), ['1 routes in 1 virtual hosts']);
    assert.deepEqual(valuesOf(settings, 'tls.mode'), ['downstream plaintext', 'upstream plaintext']);
    assert.deepEqual(valuesOf(settings, 'stats.matcher'), ['all statistics']);
    const [pool] = rowsOf(settings, 'upstream.pool');
    assert.deepEqual([pool?.scope, pool?.times], ['cluster upstream', 2]);
    assert.match(pool?.value ?? '', /^ROUND_ROBIN, max_connections 100000/);
  });

  it('says something of every setting there is', async () => {
    const { settings } = await demo('');
    const told = new Set(settings.map(({ settingId }) => settingId));
    assert.deepEqual(
      MESH_SETTINGS.map(({ id }) => id).filter((id) => !told.has(id)),
      []
    );
  });

  it('of runtime keys in a file: above the defaults, in every notation', async () => {
    const [sampling] = rowsOf(await demo('tracing.random_sampling: 1'), 'tracing.sampling');
    assert.equal(sampling?.value, '1 %');
    assert.equal(sampling.file, `${envoy.folder}/runtime.yaml`);
    assert.equal(sampling.path, 'resources[0].layer["tracing.random_sampling"]');
    const nested = 'tracing: { random_sampling: { numerator: 3, denominator: TEN_THOUSAND } }, demo.access_log.full: 0';
    const settings = await demo(`${nested}, tracing.zipkin: { min_flush_spans: 100 }`);
    assert.deepEqual(valuesOf(settings, 'tracing.sampling'), ['0.03 %']);
    assert.deepEqual(valuesOf(settings, 'tracing.batch-size'), ['100']);
    assert.deepEqual(valuesOf(settings, 'accesslog.enabled'), ['off: none of 2 loggers writes']);
  });

  it('of an Istio sidecar: what istiod sends is not visible, and says so', async () => {
    envoy.write('envoy-rev.json', JSON.stringify(ISTIO_BOOTSTRAP));
    const node = ['--service-node', 'sidecar~10.0.0.7~web-1.shop~shop.svc.cluster.local'];
    const settings = await settingsWith('-c', 'envoy-rev.json', ...node, '--concurrency', '2');
    assert.deepEqual(rowsOf(settings, 'filter.chain')[0], {
      ...{ settingId: 'filter.chain', source: 'not-visible', notes: ['by-istiod'] },
    });
    assert.deepEqual(valuesOf(settings, 'tracing.reporting'), [undefined, 'off']);
    assert.deepEqual(
      rowsOf(settings, 'tracing.sampling').map(({ value, notes }) => [value, notes]),
      [
        [undefined, ['by-istiod']],
        ['12.5 %', ['telemetry-wins']],
      ]
    );
    assert.equal(rowsOf(settings, 'tracing.reporting')[1]?.scope, 'listener 0.0.0.0:15090');
    assert.deepEqual(valuesOf(settings, 'stats.matcher'), ['only 2 patterns: prefix cluster_manager, suffix ssl']);
    assert.deepEqual(valuesOf(settings, 'xds.scope'), ['listeners over ADS, clusters over ADS']);
    assert.deepEqual(valuesOf(settings, 'accesslog.flush-interval'), ['10000 ms']);
    assert.equal(rowsOf(settings, 'accesslog.flush-interval')[0]?.source, 'default');
  });

  it('of a configuration on the command line, over that of the file', async () => {
    const file = envoy.write(
      'base.yaml',
      'stats_flush_interval: 60s\nstats_sinks: [{ name: envoy.stat_sinks.statsd }]\n'
    );
    const inline = '{"stats_config": {"stats_matcher": {"reject_all": true}}, "stats_flush_interval": "7s"}';
    const settings = await settingsWith('--config-path', file, '--config-yaml', inline);
    assert.deepEqual(rowsOf(settings, 'stats.matcher'), [
      {
        ...{ settingId: 'stats.matcher', value: 'no statistics', source: 'command-line' },
        path: '--config-yaml stats_config.stats_matcher',
      },
    ]);
    assert.deepEqual(valuesOf(settings, 'stats.sinks'), ['envoy.stat_sinks.statsd every 7s']);
  });

  it('never of secrets, wherever they stand', async () => {
    const file = envoy.write('secrets.yaml', JSON.stringify(withSecrets()));
    const settings = await settingsWith('-c', file, '--config-yaml', `{"node": {"id": "${SECRET}"}}`);
    assert.deepEqual(valuesOf(settings, 'filter.lua'), ['envoy.filters.http.lua']);
    assert.deepEqual(valuesOf(settings, 'tracing.custom-tags'), ['1: tenant']);
    assert.deepEqual(valuesOf(settings, 'http.header-changes'), ['request_headers_to_add: 1']);
    assert.deepEqual(valuesOf(settings, 'tls.mode'), [
      'downstream TLS, client certificates required, at least TLSv1_3',
      'upstream TLS',
    ]);
    assert.ok(!JSON.stringify(settings).includes(SECRET));
  });

  it('bounded, however much there is', async () => {
    const listener = (index: number) => ({
      name: `listener-${index}-${'x'.repeat(300)}`,
      filter_chains: [chain(index)],
    });
    const chain = (index: number) => ({
      filters: [
        { typed_config: manager({ codec_type: `${index}`.repeat(400), http_filters: [{ name: `f${index}` }] }) },
      ],
    });
    const listeners = Array.from({ length: 500 }, (_unused, index) => listener(index));
    const settings = await settingsWith(
      '-c',
      envoy.write('many.json', JSON.stringify({ static_resources: { listeners } }))
    );
    assert.ok(JSON.stringify(settings).length < 24_000);
    assert.ok((settings.leftOut ?? 0) > 500);
    // Alike in all of them: told once.
    assert.deepEqual([rowsOf(settings, 'tracing.reporting')[0]?.times], [500]);
  });

  it('undefined of a process that is gone', () => {
    assert.equal(readProxySettings(2 ** 22), undefined);
  });
});

const TYPE = 'type.googleapis.com/envoy.extensions';

function manager(fields: object): object {
  return {
    '@type': `${TYPE}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'x',
    ...fields,
  };
}

/** As istio-agent of 1.31 writes it, shortened. */
const ISTIO_BOOTSTRAP = {
  node: { metadata: { PROXY_CONFIG: { tracing: { sampling: 12.5 }, concurrency: 2 } } },
  stats_config: { stats_matcher: { inclusion_list: { patterns: [{ prefix: 'cluster_manager' }, { suffix: 'ssl' }] } } },
  layered_runtime: {
    layers: [
      { name: 'global config', static_layer: { 're2.max': 1 } },
      { name: 'admin', admin_layer: {} },
    ],
  },
  dynamic_resources: {
    lds_config: { ads: {}, resource_api_version: 'V3' },
    cds_config: { ads: {}, resource_api_version: 'V3' },
    ads_config: { api_type: 'DELTA_GRPC', grpc_services: [{ envoy_grpc: { cluster_name: 'xds-grpc' } }] },
  },
  static_resources: {
    listeners: [
      {
        address: { socket_address: { address: '0.0.0.0', port_value: 15090 } },
        filter_chains: [{ filters: [{ name: 'hcm', typed_config: manager({ http_filters: [] }) }] }],
      },
    ],
  },
};

function withSecrets(): object {
  const header = { header: { key: 'authorization', value: SECRET } };
  const tls = (name: string, more: object = {}) => ({
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': `${TYPE}.transport_sockets.tls.v3.${name}`,
      common_tls_context: { tls_certificates: [{ private_key: { inline_string: SECRET } }], ...more },
      ...(name.startsWith('Down') && { require_client_certificate: { value: true } }),
    },
  });
  const grpc = { envoy_grpc: { cluster_name: 'als' }, initial_metadata: [{ key: 'token', value: SECRET }] };
  const http = manager({
    tracing: {
      custom_tags: [{ tag: 'tenant', literal: { value: SECRET } }],
      provider: { name: 'otel', typed_config: { grpc_service: grpc } },
    },
    access_log: [
      { name: 'als', filter: { header_filter: header }, typed_config: { common_config: { grpc_service: grpc } } },
    ],
    http_filters: [
      { name: 'envoy.filters.http.lua', typed_config: { default_source_code: { inline_string: SECRET } } },
      { name: 'envoy.filters.http.oauth2', typed_config: { config: { credentials: { token_secret: SECRET } } } },
    ],
    route_config: { virtual_hosts: [{ name: SECRET, routes: [{ request_headers_to_add: [header] }] }] },
  });
  const parameters = { tls_params: { tls_minimum_protocol_version: 'TLSv1_3' } };
  const chain = { filters: [{ typed_config: http }], transport_socket: tls('DownstreamTlsContext', parameters) };
  return {
    node: { metadata: { token: SECRET } },
    static_resources: {
      listeners: [{ name: 'public', filter_chains: [chain] }],
      clusters: [{ name: 'als', transport_socket: tls('UpstreamTlsContext') }],
      secrets: [{ name: 'x', generic_secret: { secret: { inline_string: SECRET } } }],
    },
  };
}
