/**
 * The settings of Envoy and Istio that drive costs, and where they live. Envoy 1.40, Istio 1.31; runtime keys and
 * fields as in Envoy's API documentation, Istio's as in `telemetry.istio.io/v1` and MeshConfig.
 */
export interface MeshSetting {
  readonly id: string;
  readonly title: string;
  /** Field of Envoy's configuration, runtime key or command-line option. */
  readonly envoy: string;
  /** Where Istio sets it; absent where only an EnvoyFilter reaches it. */
  readonly istio?: string;
  /** How a change takes effect: at once; by a new listener, which drains connections; or by a restart. */
  readonly effect: 'at-once' | 'listener-drain' | 'restart';
}

export const MESH_SETTINGS = [
  {
    id: 'tracing.sampling',
    title: 'Share of requests that are traced',
    envoy: 'runtime tracing.random_sampling; HttpConnectionManager.tracing.random_sampling',
    istio: 'Telemetry tracing[].randomSamplingPercentage',
    effect: 'at-once',
  },
  {
    id: 'tracing.batch-size',
    title: 'Spans sent to the collector at a time',
    envoy: 'runtime tracing.zipkin.min_flush_spans, tracing.opentelemetry.min_flush_spans',
    istio: 'MeshConfig defaultConfig.runtimeValues',
    effect: 'at-once',
  },
  {
    id: 'tracing.reporting',
    title: 'Tracing on or off',
    envoy: 'HttpConnectionManager.tracing',
    istio: 'Telemetry tracing[].disableSpanReporting',
    effect: 'listener-drain',
  },
  {
    id: 'tracing.custom-tags',
    title: 'Custom tags of spans',
    envoy: 'HttpConnectionManager.tracing.custom_tags',
    istio: 'Telemetry tracing[].customTags',
    effect: 'listener-drain',
  },
  {
    id: 'accesslog.enabled',
    title: 'Access log on or off',
    envoy: 'HttpConnectionManager.access_log',
    istio: 'Telemetry accessLogging[].disabled; MeshConfig accessLogFile',
    effect: 'listener-drain',
  },
  {
    id: 'accesslog.format',
    title: 'Fields and encoding of a line',
    envoy: 'access_log[].typed_config.log_format',
    istio: 'MeshConfig accessLogFormat, accessLogEncoding; extensionProviders[].envoyFileAccessLog.logFormat',
    effect: 'listener-drain',
  },
  {
    id: 'accesslog.filter',
    title: 'Which requests are logged',
    envoy: 'access_log[].filter (runtime_filter switches at once)',
    istio: 'Telemetry accessLogging[].filter.expression',
    effect: 'listener-drain',
  },
  {
    id: 'accesslog.sink',
    title: 'Where lines go: file, standard output or a log service',
    envoy: 'access_log[].typed_config.path, .common_config',
    istio: 'MeshConfig accessLogFile, extensionProviders[].envoyOtelAls',
    effect: 'listener-drain',
  },
  {
    id: 'accesslog.flush-interval',
    title: 'Time between writes of the log file',
    envoy: '--file-flush-interval-msec',
    effect: 'restart',
  },
  {
    id: 'stats.matcher',
    title: 'Which statistics exist',
    envoy: 'Bootstrap.stats_config.stats_matcher',
    istio: 'MeshConfig defaultConfig.proxyStatsMatcher',
    effect: 'restart',
  },
  {
    id: 'stats.sinks',
    title: 'Statistics sinks and their interval',
    envoy: 'Bootstrap.stats_sinks, stats_flush_interval',
    effect: 'restart',
  },
  {
    id: 'stats.scrape-interval',
    title: 'How often Prometheus asks',
    envoy: 'GET /stats/prometheus of the admin listener',
    istio: 'annotation prometheus.io/scrape; scrape_interval of Prometheus',
    effect: 'at-once',
  },
  {
    id: 'telemetry.metrics',
    title: 'Request metrics and their tags',
    envoy: 'http_filters[envoy.filters.http.wasm or istio.stats]',
    istio: 'Telemetry metrics[].overrides',
    effect: 'listener-drain',
  },
  {
    id: 'filter.lua',
    title: 'Lua scripts',
    envoy: 'http_filters[envoy.filters.http.lua]; per route LuaPerRoute.disabled',
    effect: 'listener-drain',
  },
  {
    id: 'filter.wasm',
    title: 'Wasm plugins',
    envoy: 'http_filters[envoy.filters.http.wasm]',
    istio: 'WasmPlugin',
    effect: 'listener-drain',
  },
  {
    id: 'filter.authorization',
    title: 'Authorization rules, tokens and external checks',
    envoy: 'http_filters[envoy.filters.http.rbac, .jwt_authn, .ext_authz, .oauth2]',
    istio: 'AuthorizationPolicy, RequestAuthentication',
    effect: 'listener-drain',
  },
  {
    id: 'filter.rate-limit',
    title: 'Rate limits',
    envoy: 'http_filters[envoy.filters.http.ratelimit, .local_ratelimit, .rate_limit_quota]',
    effect: 'listener-drain',
  },
  {
    id: 'filter.chain',
    title: 'Filters of the chain',
    envoy: 'HttpConnectionManager.http_filters; FilterChain.filters',
    effect: 'listener-drain',
  },
  {
    id: 'tls.mode',
    title: 'mTLS, cipher suites and session resumption',
    envoy: 'transport_socket (UpstreamTlsContext, DownstreamTlsContext)',
    istio: 'PeerAuthentication mtls.mode; DestinationRule trafficPolicy.tls',
    effect: 'listener-drain',
  },
  {
    id: 'http.protocol',
    title: 'HTTP version and its options',
    envoy: 'HttpConnectionManager.codec_type; Cluster HttpProtocolOptions',
    istio: 'DestinationRule trafficPolicy.connectionPool.http',
    effect: 'listener-drain',
  },
  {
    id: 'http.routes',
    title: 'Number and kind of routes',
    envoy: 'RouteConfiguration',
    istio: 'VirtualService; Sidecar egress hosts',
    effect: 'at-once',
  },
  {
    id: 'http.header-changes',
    title: 'Headers added and removed',
    envoy: 'request_headers_to_add, response_headers_to_add',
    istio: 'VirtualService http[].headers',
    effect: 'at-once',
  },
  {
    id: 'upstream.pool',
    title: 'Connection reuse and load balancing',
    envoy: 'Cluster.lb_policy, circuit_breakers, max_requests_per_connection',
    istio: 'DestinationRule trafficPolicy.connectionPool, loadBalancer',
    effect: 'at-once',
  },
  {
    id: 'xds.scope',
    title: 'How much configuration is pushed, and how often',
    envoy: 'dynamic_resources',
    istio: 'Sidecar egress hosts; discoverySelectors',
    effect: 'at-once',
  },
  {
    id: 'health-check.interval',
    title: 'Active health checks',
    envoy: 'Cluster.health_checks[].interval',
    effect: 'at-once',
  },
  {
    id: 'redirection',
    title: 'How traffic is led into the sidecar',
    envoy: 'none: rules of the host kernel',
    istio: 'istio-cni; annotation traffic.sidecar.istio.io/excludeOutboundPorts',
    effect: 'restart',
  },
  {
    id: 'workers',
    title: 'Number of worker threads',
    envoy: '--concurrency',
    istio: 'ProxyConfig concurrency; annotation sidecar.istio.io/proxyCPULimit',
    effect: 'restart',
  },
] as const satisfies readonly MeshSetting[];

export type MeshSettingId = (typeof MESH_SETTINGS)[number]['id'];
