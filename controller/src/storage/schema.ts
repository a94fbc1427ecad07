import type { AgentRow, AgentUsageRow, JoinTokenRow } from '../agents/agent-rows.ts';
import type { AlertCooldownRow, AlertDeliveryRow } from '../alerts/delivery-rows.ts';
import type { AuditEntryRow, AuditRetentionRow } from '../audit/audit-rows.ts';
import type {
  ExperimentKeyRow,
  ExperimentLeaseRow,
  ExperimentReportRow,
  ExperimentRow,
  ExperimentSlotRow,
} from '../experiments/experiment-rows.ts';
import type {
  PolicyFiringRow,
  PolicyRow,
  PolicyTargetRow,
  WatchAnswerRow,
  WatchQuestionRow,
} from '../policies/policy-rows.ts';
import type { ScheduleRow } from '../schedules/schedule-rows.ts';
import type { IdempotencyKeyRow, TaskLabelRow, TaskRow, TaskTargetRow } from '../tasks/task-rows.ts';
import type { TargetSettingsRow } from '../tasks/target-settings.ts';
import type { TargetSummaryRow } from '../tasks/target-summaries.ts';
import type { AgentId, TargetId } from './ids.ts';

/**
 * The tables as queries see them. Only types that SQLite and PostgreSQL share: text, bigint for times and counters,
 * JSON as text. Times are Unix milliseconds, booleans 0 or 1.
 */
export interface Schema {
  agents: AgentRow;
  agent_usages: AgentUsageRow;
  join_tokens: JoinTokenRow;
  inventory_targets: InventoryTargetRow;
  tasks: TaskRow;
  task_targets: TaskTargetRow;
  task_labels: TaskLabelRow;
  target_summaries: TargetSummaryRow;
  target_settings: TargetSettingsRow;
  idempotency_keys: IdempotencyKeyRow;
  schedules: ScheduleRow;
  audit_entries: AuditEntryRow;
  audit_retention: AuditRetentionRow;
  alert_deliveries: AlertDeliveryRow;
  alert_cooldowns: AlertCooldownRow;
  policies: PolicyRow;
  policy_targets: PolicyTargetRow;
  policy_firings: PolicyFiringRow;
  watch_questions: WatchQuestionRow;
  watch_answers: WatchAnswerRow;
  experiments: ExperimentRow;
  experiment_slots: ExperimentSlotRow;
  experiment_reports: ExperimentReportRow;
  experiment_leases: ExperimentLeaseRow;
  experiment_keys: ExperimentKeyRow;
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
