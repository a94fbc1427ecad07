import type { AlertRule, AlertSettings } from './alert-settings.ts';

/**
 * For each selector label the alert labels that may hold its value, the best first. Apart from the settings' schema,
 * because the app maps labels too, in the file that every page of Grafana loads.
 *
 * `exported_…` stands before the plain name: where Prometheus scrapes an exporter such as kube-state-metrics, the
 * plain name tells of the exporter itself. `job` comes last, since it often names a way of scraping.
 */
export const DEFAULT_ALERT_LABELS: AlertSettings['labels'] = {
  'service.name': ['service.name', 'service_name', 'destination_service_name', 'exported_service', 'service', 'job'],
  cluster: ['cluster', 'k8s_cluster_name'],
  namespace: ['exported_namespace', 'namespace', 'k8s_namespace_name', 'kubernetes_namespace'],
  workload: ['workload', 'destination_workload', 'deployment', 'statefulset', 'daemonset'],
  pod: ['exported_pod', 'pod', 'pod_name', 'k8s_pod_name', 'kubernetes_pod_name'],
  container: ['exported_container', 'container', 'container_name', 'k8s_container_name'],
  node: ['exported_node', 'node', 'node_name', 'nodename', 'k8s_node_name', 'instance'],
  process: ['process', 'comm', 'process_executable_name'],
  process_pid: ['process_pid', 'pid'],
};

/** In order: the first that applies and matches a process wins. */
export const DEFAULT_ALERT_RULES: AlertRule[] = [
  { by: ['pod'], with: ['namespace', 'cluster'], narrow: ['container'], stop: true },
  { by: ['process_pid', 'node'], with: ['cluster'], stop: true },
  { by: ['workload'], with: ['namespace', 'cluster'], narrow: ['container'], stop: true },
  { by: ['service.name'], with: ['namespace', 'cluster'], narrow: ['node'] },
  { by: ['node'], with: ['cluster'], narrow: ['process'] },
];

/** How long before an alert's start the flight recorder is asked for. */
export const DEFAULT_ALERT_MARGIN_MS = 120_000;
