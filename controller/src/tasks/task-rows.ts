import type { TaskId } from '../storage/ids.ts';
import type { ProcessColumns } from '../targets/process-columns.ts';

export interface TaskRow {
  id: TaskId;
  title: string;
  note: string;
  tags_json: string;
  selector_json: string;
  events_json: string;
  frequency_hz: number;
  duration_ms: number;
  off_cpu_json: string | null;
  max_targets: number;
  agent_cpu_percent: number | null;
  before_ms: number;
  origin: string;
  cause_json: string | null;
  schedule_id: string | null;
  copy_of: TaskId | null;
  author: string;
  /** Derived from the targets and the window (task-state.ts); stored to be found by. */
  state: string;
  reason_code: string | null;
  created_at_ms: number;
  start_at_ms: number;
  /** 1 once processes were chosen; from then on those that appear join. */
  assembled: number;
  /** Until when processes that appear join. */
  window_end_ms: number;
  /** 1 once none joins any more. */
  window_closed: number;
  /** `{[reason code]: count}` of processes that match but are no targets. */
  left_out_json: string;
  started_at_ms: number | null;
  ended_at_ms: number | null;
  cancel_requested_at_ms: number | null;
  cancelled_by: string | null;
}

/** A target inside a task: a copy of what it was when it became one, and how far it has come. */
export interface TaskTargetRow extends ProcessColumns {
  task_id: TaskId;
  state: string;
  /** 1 while the agent is to hold a session for it. */
  assigned: number;
  /** When its session is to begin: with the task, or when it joined. */
  start_at_ms: number;
  /** Of its session; what was left of the task's when it joined. */
  duration_ms: number;
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

/** What a task can be found by: a tag (label `''`), or a label that its selector wants to have this value. */
export interface TaskLabelRow {
  task_id: TaskId;
  label: string;
  value: string;
}

export interface IdempotencyKeyRow {
  author: string;
  key: string;
  body_hash: string;
  task_id: TaskId;
  created_at_ms: number;
}
