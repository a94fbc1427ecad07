import type { TargetId, TaskId } from '../storage/ids.ts';

/** Opaque; begins with its time (UUID v7). */
export type DeliveryId = string;

/** One alert (or one rejected request), however often it was sent. */
export interface AlertDeliveryRow {
  id: DeliveryId;
  /** Which alert at which source, and which time it fired. Null for a rejected request, of which nothing is known. */
  alert_key: string | null;
  source: string;
  outcome: string;
  reason_code: string | null;
  detail: string | null;
  alert_name: string;
  fingerprint: string;
  starts_at_ms: number | null;
  labels_json: string;
  used_labels_json: string;
  selector_json: string | null;
  /** The CreateTask of an accepted alert: what is asked for, also after a crash between delivery and task. */
  task_body_json: string | null;
  notes_json: string;
  task_id: TaskId | null;
  /** SHA-256 of the last request that held it: the same again, soon, is a replay. */
  request_hash: string;
  received_at_ms: number;
  last_received_at_ms: number;
  repeats: number;
  resolved_at_ms: number | null;
}

/** Until when no further alert profiles this process. */
export interface AlertCooldownRow {
  target_id: TargetId;
  until_ms: number;
}
