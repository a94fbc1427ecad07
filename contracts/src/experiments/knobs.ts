import type { MeshSettingId } from '../mesh-settings.ts';

/** How a variant's value reaches the proxy. */
export const EXPERIMENT_DRIVERS = ['envoy-runtime', 'envoy-files', 'istio'] as const;
export type ExperimentDriver = (typeof EXPERIMENT_DRIVERS)[number];

/** One kind of change that an experiment may make. */
export interface Knob {
  readonly id: string;
  readonly title: string;
  readonly settingId: MeshSettingId;
  /** What it changes in the proxy, by driver; a driver that is absent cannot turn it. */
  readonly changes: Partial<Readonly<Record<ExperimentDriver, string>>>;
  /** What an `EnvoyFilter` changes of it on Istio, for values that no Telemetry has; only where the spec allows it. */
  readonly byEnvoyFilter?: string;
  /** Whether connections drain when it changes, by the drivers that do so. */
  readonly drains: readonly ExperimentDriver[];
  /** Why no driver turns it, and what to do instead. */
  readonly outOfReach?: string;
  /** What the proxy itself says in a slot that proves the value. */
  readonly proof: string;
}

/** How each driver takes back what it changed. */
export const EXPERIMENT_UNDO: Readonly<Record<ExperimentDriver, string>> = {
  'envoy-runtime': 'The key gets the value back that the admin layer had, or none.',
  'envoy-files': 'The file of before is moved onto its path again.',
  istio: 'Our own object is deleted, or the fields of before are applied again.',
};

export const KNOBS = [
  {
    id: 'tracing.sampling',
    title: 'Share of requests that are traced',
    settingId: 'tracing.sampling',
    changes: {
      'envoy-runtime': 'tracing.random_sampling as a fraction of 10,000',
      'envoy-files': 'tracing.random_sampling in the RTDS file',
      istio: 'Telemetry tracing[].randomSamplingPercentage with a provider named',
    },
    drains: ['istio'],
    proof: 'http.*.tracing.random_sampling against downstream_rq_total, within a binomial interval; spans_sent',
  },
  {
    id: 'tracing.enabled',
    title: 'Tracing on or off',
    settingId: 'tracing.reporting',
    changes: {
      'envoy-files': 'HttpConnectionManager.tracing taken out of the listener file',
      istio: 'Telemetry tracing[].disableSpanReporting',
    },
    drains: ['envoy-files', 'istio'],
    proof: 'config_dump holds no tracing block; spans_sent stands still',
  },
  {
    id: 'tracing.provider',
    title: 'Tracing provider',
    settingId: 'tracing.reporting',
    changes: { istio: 'Telemetry tracing[].providers[].name' },
    drains: ['istio'],
    proof: 'the tracing block in config_dump names the provider',
  },
  {
    id: 'tracing.batch-size',
    title: 'Spans sent to the collector at a time',
    settingId: 'tracing.batch-size',
    changes: {
      'envoy-runtime': 'tracing.zipkin.min_flush_spans, tracing.opentelemetry.min_flush_spans',
      'envoy-files': 'the same keys in the RTDS file',
    },
    drains: [],
    proof: 'spans_sent / reports_sent',
  },
  {
    id: 'accesslog.enabled',
    title: 'Access log on or off',
    settingId: 'accesslog.enabled',
    changes: {
      'envoy-runtime': 'the keys of runtime filters that the loggers have',
      'envoy-files': 'access_log taken out of the listener file',
      istio: 'Telemetry accessLogging[].disabled with a provider named',
    },
    drains: ['envoy-files', 'istio'],
    proof: 'lines written per request: 0 or 1 for each logger',
  },
  {
    id: 'accesslog.format',
    title: 'Format of the access log',
    settingId: 'accesslog.format',
    changes: {
      'envoy-runtime': 'the logger of several prepared ones that its runtime filter lets through',
      'envoy-files': 'log_format in the listener file: text or JSON',
      istio: 'Telemetry accessLogging[].providers[].name of a prepared provider',
    },
    byEnvoyFilter:
      'a logger with this format added to HttpConnectionManager.access_log; those of before off by Telemetry',
    drains: ['envoy-files', 'istio'],
    proof: 'the format in config_dump; bytes a line',
  },
  {
    id: 'accesslog.filter',
    title: 'Which requests are logged',
    settingId: 'accesslog.filter',
    changes: {
      'envoy-files': 'access_log[].filter: minimum status code',
      istio: 'Telemetry accessLogging[].filter.expression',
    },
    drains: ['envoy-files', 'istio'],
    proof: 'the filter in config_dump; lines per request',
  },
  {
    id: 'accesslog.sink',
    title: 'Where the access log goes',
    settingId: 'accesslog.sink',
    changes: {
      'envoy-files': 'a file, standard output, gRPC access log service or OTLP log in the listener file',
      istio: 'Telemetry accessLogging[].providers[].name',
    },
    byEnvoyFilter: 'a logger to this place added to HttpConnectionManager.access_log; those of before off by Telemetry',
    drains: ['envoy-files', 'istio'],
    proof: 'the type of the logger in config_dump',
  },
  {
    id: 'stats.filter',
    title: 'Request metrics',
    settingId: 'telemetry.metrics',
    changes: { istio: 'Telemetry metrics[].overrides[].disabled' },
    drains: ['istio'],
    proof: 'istio.stats in config_dump',
  },
  {
    id: 'filter.enabled',
    title: 'An HTTP filter on or off',
    settingId: 'filter.lua',
    changes: {
      'envoy-runtime': 'the runtime key that enables the filter',
      'envoy-files': 'the filter taken out of the listener file',
    },
    byEnvoyFilter: 'the filter removed from HttpConnectionManager.http_filters',
    drains: ['envoy-files', 'istio'],
    proof: 'the key in /runtime, or the filter in config_dump',
  },
  {
    id: 'concurrency',
    title: 'Worker threads',
    settingId: 'workers',
    changes: {},
    drains: [],
    outOfReach:
      'It needs a restart of the proxy, which no driver makes. Compare two workloads with external load instead.',
    proof: 'server.concurrency',
  },
] as const satisfies readonly Knob[];

export type KnobId = (typeof KNOBS)[number]['id'];
