import { randomUUIDv7 } from 'node:crypto';
import type { IncomingAlert } from './alert-payload.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';
import type { Evaluation } from './evaluate-alert.ts';
import { SIGNATURE_WINDOW_MS } from './webhook-signature.ts';

export interface Receipt {
  readonly requestHash: string;
  readonly nowMs: number;
}

/** The row of an alert that was never heard of; what comes of it is decided by `applyEvaluation`. */
export function newDelivery(alert: IncomingAlert, { requestHash, nowMs }: Receipt): AlertDeliveryRow {
  return {
    id: randomUUIDv7(),
    alert_key: alert.key,
    source: alert.source,
    outcome: alert.isFiring ? 'received' : 'ignored',
    reason_code: alert.isFiring ? null : 'alert-over',
    detail: null,
    alert_name: alert.name,
    fingerprint: alert.fingerprint,
    starts_at_ms: alert.startsAtMs ?? null,
    labels_json: JSON.stringify(alert.labels),
    used_labels_json: '{}',
    selector_json: null,
    task_body_json: null,
    notes_json: '[]',
    task_id: null,
    request_hash: requestHash,
    received_at_ms: nowMs,
    last_received_at_ms: nowMs,
    repeats: 0,
    resolved_at_ms: alert.isFiring ? null : nowMs,
  };
}

export function applyEvaluation(row: AlertDeliveryRow, evaluation: Evaluation): void {
  row.used_labels_json = JSON.stringify(evaluation.used);
  row.notes_json = JSON.stringify(evaluation.notes);
  row.selector_json = evaluation.selector === undefined ? null : JSON.stringify(evaluation.selector);
  if (evaluation.wants === 'task') {
    row.outcome = 'received';
    row.reason_code = null;
    row.detail = null;
    row.task_body_json = JSON.stringify(evaluation.body);
  } else refuse(row, evaluation.reasonCode, evaluation.detail);
}

export function refuse(row: AlertDeliveryRow, reasonCode: string, detail?: string): void {
  row.outcome = 'refused';
  row.reason_code = reasonCode;
  row.detail = detail ?? null;
}

export type Repetition =
  /** The same request once more: nothing happens. */
  | 'replay'
  /** The alert still fires, or is late news of one that is over. */
  | 'repeat'
  /** … and was refused: what refused it may have passed. */
  | 'again'
  | 'resolved';

/** Notes in the row that its alert came once more, and says what that is. */
export function noteRepetition(
  row: AlertDeliveryRow,
  alert: IncomingAlert,
  { requestHash, nowMs }: Receipt
): Repetition {
  const isOver = row.resolved_at_ms !== null;
  const isRecent = nowMs - row.last_received_at_ms < SIGNATURE_WINDOW_MS;
  if (!alert.isFiring) {
    if (isOver) return 'replay';
    row.resolved_at_ms = nowMs;
    row.last_received_at_ms = nowMs;
    row.request_hash = requestHash;
    return 'resolved';
  }
  if (row.request_hash === requestHash && isRecent) return 'replay';
  row.repeats += 1;
  row.last_received_at_ms = nowMs;
  row.request_hash = requestHash;
  return row.outcome === 'refused' && !isOver ? 'again' : 'repeat';
}
