/** Queries that fit what meshes export by themselves. The user interface has the titles. */
export interface ThroughputPreset {
  id: 'envoy-received' | 'envoy-sent' | 'istio-received' | 'istio-sent';
  /** What must exist for the query to find anything. */
  metric: string;
  expression: string;
}

const ENVOY_RECEIVED: ThroughputPreset = {
  id: 'envoy-received',
  metric: 'envoy_http_downstream_rq_total',
  // Requests to the admin interface are counted too, under a prefix of their own.
  expression: 'sum(rate(envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix!="admin"}[$__rate_interval]))',
};

export const THROUGHPUT_PRESETS: readonly ThroughputPreset[] = [
  ENVOY_RECEIVED,
  {
    id: 'istio-received',
    metric: 'istio_requests_total',
    expression:
      'sum by (destination_canonical_service) (rate(istio_requests_total{reporter="destination"}[$__rate_interval]))',
  },
  {
    id: 'istio-sent',
    metric: 'istio_requests_total',
    expression: 'sum by (source_canonical_service) (rate(istio_requests_total{reporter="source"}[$__rate_interval]))',
  },
  {
    id: 'envoy-sent',
    metric: 'envoy_cluster_upstream_rq_total',
    expression: 'sum by (envoy_cluster_name) (rate(envoy_cluster_upstream_rq_total[$__rate_interval]))',
  },
];

/** The first whose metric exists, or simply the first: its emptiness is then explained on the page. */
export const firstPreset = (present: ReadonlySet<string>): ThroughputPreset =>
  THROUGHPUT_PRESETS.find(({ metric }) => present.has(metric)) ?? ENVOY_RECEIVED;
