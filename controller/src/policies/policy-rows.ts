import type { AgentId, TaskId } from '../storage/ids.ts';
import type { ProcessColumns } from '../targets/process-columns.ts';

export type PolicyId = string;

export interface PolicyRow {
  id: PolicyId;
  name: string;
  enabled: number;
  /** Of the rule, to be found by. */
  kind: string;
  /** The rule with every default written out (complete-rule.ts). */
  rule_json: string;
  author: string;
  created_at_ms: number;
  updated_at_ms: number;
  updated_by: string;
  /** 1 until the processes it profiles have been worked out again after a change. */
  targets_stale: number;
  evaluated_at_ms: number | null;
  problem: string | null;
  problem_since_ms: number | null;
}

/** A process that a standing policy covers. */
export interface PolicyTargetRow extends ProcessColumns {
  policy_id: PolicyId;
  /** 0 if the policy leaves it out. */
  assigned: number;
  state: string;
  frequency_hz: number | null;
  reason_code: string | null;
  detail: string | null;
  changed_at_ms: number;
}

export interface PolicyFiringRow {
  id: string;
  policy_id: PolicyId;
  /** What cools down by itself: a target, an agent or a series. */
  subject: string;
  what: string;
  at_ms: number;
  last_at_ms: number;
  repeats: number;
  outcome: string;
  /** `Reading` (firing-decision.ts); numbers with fractions have no column type that both databases share. */
  reading_json: string;
  /** When the value went beyond its threshold. */
  began_at_ms: number;
  selector_json: string;
  task_id: TaskId | null;
  detail: string | null;
}

/** A preview that waits for agents. */
export interface WatchQuestionRow {
  id: string;
  question_json: string;
  expires_at_ms: number;
}

export interface WatchAnswerRow {
  question_id: string;
  agent_id: AgentId;
  answer_json: string;
}
