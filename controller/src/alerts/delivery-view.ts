import type { AlertDelivery, AlertOutcome, AlertSource, WebhookAnswer } from '@meshprof/contracts';
import { explain } from '../tasks/task-view.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';

/** A delivery as the API shows it. */
export function toDelivery(row: AlertDeliveryRow): AlertDelivery {
  return {
    id: row.id,
    source: row.source as AlertSource,
    outcome: row.outcome as AlertOutcome,
    ...explain(row.reason_code, row.detail),
    alertName: row.alert_name,
    fingerprint: row.fingerprint,
    ...(row.starts_at_ms !== null && { startsAt: toTime(row.starts_at_ms) }),
    labels: JSON.parse(row.labels_json) as AlertDelivery['labels'],
    usedLabels: JSON.parse(row.used_labels_json) as AlertDelivery['usedLabels'],
    ...(row.selector_json !== null && { selector: JSON.parse(row.selector_json) as AlertDelivery['selector'] }),
    notes: JSON.parse(row.notes_json) as string[],
    ...(row.task_id !== null && { taskId: row.task_id }),
    receivedAt: toTime(row.received_at_ms),
    lastReceivedAt: toTime(row.last_received_at_ms),
    repeats: row.repeats,
    ...(row.resolved_at_ms !== null && { resolvedAt: toTime(row.resolved_at_ms) }),
  };
}

export function toAnswer(rows: readonly AlertDeliveryRow[]): WebhookAnswer {
  return {
    taskIds: [...new Set(rows.flatMap((row) => row.task_id ?? []))],
    deliveries: rows.map((row) => ({
      id: row.id,
      fingerprint: row.fingerprint,
      outcome: row.outcome as AlertOutcome,
      ...(row.task_id !== null && { taskId: row.task_id }),
      ...explain(row.reason_code, row.detail),
    })),
  };
}

function toTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
