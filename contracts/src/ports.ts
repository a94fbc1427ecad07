/**
 * Default ports of every listener, and the option and environment variable that change each.
 * One table: the start command, the services, the busy-port message and the docs read it.
 */
export interface PortDefault {
  readonly port: number;
  readonly option: string;
  readonly env: string;
  readonly what: string;
}

export const PORTS = {
  http: { port: 8686, option: '--port', env: 'MESHPROF_PORT', what: 'page and controller' },
  agentMetrics: {
    port: 8687,
    option: '--agent-metrics-port',
    env: 'MESHPROF_AGENT_METRICS_PORT',
    what: 'agent metrics',
  },
  storeQuery: { port: 4040, option: '--store-port', env: 'MESHPROF_STORE_PORT', what: "store's query API" },
  otlpGrpc: { port: 4317, option: '--otlp-grpc-port', env: 'MESHPROF_OTLP_GRPC_PORT', what: "store's OTLP gRPC" },
  otlpHttp: { port: 4318, option: '--otlp-http-port', env: 'MESHPROF_OTLP_HTTP_PORT', what: "store's OTLP HTTP" },
  collectorOtlpGrpc: {
    port: 14317,
    option: '--collector-port',
    env: 'MESHPROF_COLLECTOR_PORT',
    what: "Collector's OTLP gRPC",
  },
  prometheus: { port: 9090, option: '--prometheus-port', env: 'MESHPROF_PROMETHEUS_PORT', what: 'Prometheus' },
  demoEnvoy: { port: 10000, option: '--demo-envoy-port', env: 'MESHPROF_DEMO_ENVOY_PORT', what: 'demo Envoy' },
  demoEnvoyAdmin: {
    port: 9901,
    option: '--demo-admin-port',
    env: 'MESHPROF_DEMO_ADMIN_PORT',
    what: "demo Envoy's admin",
  },
  demoUpstream: {
    port: 10080,
    option: '--demo-upstream-port',
    env: 'MESHPROF_DEMO_UPSTREAM_PORT',
    what: 'demo upstream',
  },
  demoSpanSink: { port: 9411, option: '--demo-sink-port', env: 'MESHPROF_DEMO_SINK_PORT', what: 'demo span sink' },
} as const satisfies Record<string, PortDefault>;

export type PortName = keyof typeof PORTS;
