import type { AlertCooldownRow, AlertDeliveryRow } from '../alerts/delivery-rows.ts';
import type { AuditEntryRow, AuditRetentionRow } from '../audit/audit-rows.ts';
import type {
  PolicyFiringRow,
  PolicyRow,
  PolicyTargetRow,
  WatchAnswerRow,
  WatchQuestionRow,
} from '../policies/policy-rows.ts';
import type { AgentId, TargetId, TaskId } from './ids.ts';

/**
 * The tables as queries see them. Only types that SQLite and PostgreSQL share: text, bigint for times and counters,
 * JSON as text. Times are Unix milliseconds, booleans 0 or 1.
 */
export interface Schema {
  agents: AgentRow;
  inventory_targets: InventoryTargetRow;
  tasks: TaskRow;
  task_targets: TaskTargetRow;
  idempotency_keys: IdempotencyKeyRow;
  audit_entries: AuditEntryRow;
  audit_retention: AuditRetentionRow;
  alert_deliveries: AlertDeliveryRow;
  alert_cooldowns: AlertCooldownRow;
  policies: PolicyRow;
  policy_targets: PolicyTargetRow;
  policy_firings: PolicyFiringRow;
  watch_questions: WatchQuestionRow;
  watch_answers: WatchAnswerRow;
}

export interface AgentRow {
  id: AgentId;
  node: string;
  machine_id: string;
  version: string;
  capabilities_json: string;
  /** SHA-256 in hex. A credential has 256 random bits, so a slow hash would only slow us down. */
  credential_hash: string;
  /** Grows with every change of the agent's list of assignments. */
  assignments_version: number;
  registered_at_ms: number;
  last_seen_at_ms: number;
}

/** The last inventory of each agent. */
export interface InventoryTargetRow {
  id: TargetId;
  agent_id: AgentId;
  pid: number;
  start_time_ticks: string;
  service: string;
  role: string;
  process: string;
  container: string | null;
  cluster: string | null;
  namespace: string | null;
  workload: string | null;
  pod: string | null;
  verdict: string;
  reason_code: string;
  reason: string;
  threads: number;
}

export interface TaskRow {
  id: TaskId;
  title: string;
  selector_json: string;
  events_json: string;
  frequency_hz: number;
  duration_ms: number;
  origin: string;
  author: string;
  /** Derived from the targets (task-state.ts); stored to be found by. */
  state: string;
  reason_code: string | null;
  created_at_ms: number;
  started_at_ms: number | null;
  ended_at_ms: number | null;
  cancel_requested_at_ms: number | null;
  cancelled_by: string | null;
}

/** A target inside a task: a copy of what it was when the task began, and how far it has come. */
export interface TaskTargetRow {
  task_id: TaskId;
  target_id: TargetId;
  agent_id: AgentId;
  node: string;
  pid: number;
  start_time_ticks: string;
  service: string;
  role: string;
  process: string;
  container: string | null;
  state: string;
  /** 1 while the agent is to hold a session for it. */
  assigned: number;
  /** When the agent first fetched the assignment. */
  delivered_at_ms: number | null;
  running_at_ms: number | null;
  elapsed_ms: number;
  samples_kept: number;
  samples_lost: number;
  switches: number;
  /** Counters by id of the contracts' table of losses (target-losses.ts). */
  lost_json: string;
  reason_code: string | null;
  detail: string | null;
  profile_start_ms: number | null;
  profile_end_ms: number | null;
}

export interface IdempotencyKeyRow {
  author: string;
  key: string;
  body_hash: string;
  task_id: TaskId;
  created_at_ms: number;
}
