import type { ConfigNode } from '../../proxy-settings/config-node.ts';

/** Of what sends spans or log entries: Zipkin's own field, a service over HTTP, or over gRPC. */
export function clusterOf(typed: ConfigNode): string | undefined {
  const common = typed.field('common_config') ?? typed;
  return (
    typed.text('collector_cluster') ??
    common.text('grpc_service', 'envoy_grpc', 'cluster_name') ??
    typed.text('http_service', 'http_uri', 'cluster') ??
    typed.text('collector_service', 'http_uri', 'cluster') ??
    typed.text('cluster')
  );
}
