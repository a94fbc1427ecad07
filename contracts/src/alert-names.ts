/** Who sends alerts: `POST /webhooks/<source>`. */
export const ALERT_SOURCES = ['grafana', 'alertmanager'] as const;
export type AlertSource = (typeof ALERT_SOURCES)[number];

/**
 * What came of an alert. `received` lasts until its task is created; `accepted` has a task, `refused` none, for the
 * reason given; `ignored` had ended when it was first heard of; `rejected` is a request that was no alert (unsigned,
 * or of another form).
 */
export const ALERT_OUTCOMES = ['received', 'accepted', 'refused', 'ignored', 'rejected'] as const;
export type AlertOutcome = (typeof ALERT_OUTCOMES)[number];

/** The header names of Grafana's contact point that we ask for; its signature header is Grafana's own default. */
export const WEBHOOK_SIGNATURE_HEADER = 'X-Grafana-Alerting-Signature';
export const WEBHOOK_TIMESTAMP_HEADER = 'X-Grafana-Alerting-Timestamp';

/** Annotations of an alert rule that override what its task would be. */
export const ALERT_ANNOTATIONS = {
  duration: 'meshprof_duration',
  events: 'meshprof_events',
  frequency: 'meshprof_frequency',
  selector: 'meshprof_selector',
} as const;
