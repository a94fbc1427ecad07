import { type Static, Type } from 'typebox';
import { FLIGHT_RECORDER_MAX_MS } from './create-task.ts';
import { type SelectorLabel, SELECTOR_LABELS } from './labels.ts';
import { stringEnum } from './string-enum.ts';

const Labels = Type.Array(stringEnum(SELECTOR_LABELS), { maxItems: SELECTOR_LABELS.length });

/** How a selector comes of an alert: it needs all labels of `by`; further ones make it more exact. */
export const AlertRuleSchema = Type.Object(
  {
    by: Type.Array(stringEnum(SELECTOR_LABELS), {
      minItems: 1,
      maxItems: SELECTOR_LABELS.length,
      description: 'The rule applies to alerts that have all of these',
    }),
    with: Type.Optional(
      Type.Unsafe<SelectorLabel[]>({ ...Labels, description: 'Must match too, if the alert has it' })
    ),
    narrow: Type.Optional(
      Type.Unsafe<SelectorLabel[]>({
        ...Labels,
        description: 'Left out, from the last on, if no process would be left',
      })
    ),
    stop: Type.Optional(
      Type.Boolean({ description: 'Once this rule applies, later ones do not, even if nothing matches' })
    ),
  },
  { title: 'AlertRule', additionalProperties: false }
);
export type AlertRule = Static<typeof AlertRuleSchema>;

/** What the controller makes of alerts: the content of the file `alertsFile`, whose keys replace the defaults below. */
export const AlertSettingsSchema = Type.Object(
  {
    labels: Type.Unsafe<Partial<Record<SelectorLabel, string[]>>>({
      type: 'object',
      additionalProperties: false,
      description: 'For each selector label the alert labels that may hold its value, the best first',
      properties: Object.fromEntries(
        SELECTOR_LABELS.map((label) => [
          label,
          Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 20 }),
        ])
      ),
    }),
    rules: Type.Array(AlertRuleSchema, {
      maxItems: 20,
      description: 'In order: the first that applies and matches a process wins',
    }),
    durationMs: Type.Integer({ minimum: 1_000, maximum: 3_600_000, description: 'Of a task, unless annotated' }),
    marginMs: Type.Integer({
      minimum: 0,
      maximum: FLIGHT_RECORDER_MAX_MS,
      description: 'How long before startsAt the flight recorder is asked for: what an alert tells of began earlier',
    }),
    cooldownMs: Type.Integer({
      minimum: 0,
      maximum: 86_400_000,
      description: 'Between two tasks of alerts on a process',
    }),
    maxTasks: Type.Integer({ minimum: 1, maximum: 1_000, description: 'Tasks of alerts at the same time' }),
    maxTargets: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Processes that one alert may profile' }),
    stopOnResolve: Type.Boolean({ description: "End an alert's task when the alert ends" }),
    keepDays: Type.Integer({ minimum: 1, maximum: 365, description: 'Deliveries older than this are deleted' }),
    keepDeliveries: Type.Integer({ minimum: 100, maximum: 1_000_000, description: 'No more of them are kept' }),
  },
  { title: 'AlertSettings', additionalProperties: false }
);
export type AlertSettings = Static<typeof AlertSettingsSchema>;

/**
 * `exported_…` stands before the plain name: where Prometheus scrapes an exporter such as kube-state-metrics, the
 * plain name tells of the exporter itself. `job` comes last, since it often names a way of scraping.
 */
export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  labels: {
    'service.name': ['service.name', 'service_name', 'destination_service_name', 'exported_service', 'service', 'job'],
    cluster: ['cluster', 'k8s_cluster_name'],
    namespace: ['exported_namespace', 'namespace', 'k8s_namespace_name', 'kubernetes_namespace'],
    workload: ['workload', 'destination_workload', 'deployment', 'statefulset', 'daemonset'],
    pod: ['exported_pod', 'pod', 'pod_name', 'k8s_pod_name', 'kubernetes_pod_name'],
    container: ['exported_container', 'container', 'container_name', 'k8s_container_name'],
    node: ['exported_node', 'node', 'node_name', 'nodename', 'k8s_node_name', 'instance'],
    process: ['process', 'comm', 'process_executable_name'],
    process_pid: ['process_pid', 'pid'],
  },
  rules: [
    { by: ['pod'], with: ['namespace', 'cluster'], narrow: ['container'], stop: true },
    { by: ['process_pid', 'node'], with: ['cluster'], stop: true },
    { by: ['workload'], with: ['namespace', 'cluster'], narrow: ['container'], stop: true },
    { by: ['service.name'], with: ['namespace', 'cluster'], narrow: ['node'] },
    { by: ['node'], with: ['cluster'], narrow: ['process'] },
  ],
  durationMs: 30_000,
  marginMs: 120_000,
  cooldownMs: 600_000,
  maxTasks: 4,
  maxTargets: 50,
  stopOnResolve: false,
  keepDays: 30,
  keepDeliveries: 20_000,
};
