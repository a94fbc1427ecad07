import type { ExperimentOrder, ExperimentPhase, ExperimentState } from '@meshprof/contracts';
import type { AgentId, ExperimentId } from '../storage/ids.ts';

export interface ExperimentRow {
  id: ExperimentId;
  title: string;
  note: string;
  author: string;
  /** Whose experiment agent runs it. */
  node: string;
  /** What must not be changed by two experiments at a time (leases.ts). */
  target_key: string;
  /** Names, the baseline first. */
  variants_json: string;
  /** With every default filled in. */
  spec_json: string;
  seed: number;
  plan_json: string;
  copy_of: ExperimentId | null;
  state: ExperimentState;
  /** What the agent is told; the state follows when it has done it. */
  agent_order: ExperimentOrder;
  ordered_by: string | null;
  created_at_ms: number;
  approved_by: string | null;
  approved_at_ms: number | null;
  /** Who runs it; null until a lease was given. */
  agent_id: AgentId | null;
  /** When the agent was first told; until then it cannot have touched anything. */
  delivered_at_ms: number | null;
  /** Of the newest report that was taken; -1 before the first. */
  sequence: number;
  started_at_ms: number | null;
  ended_at_ms: number | null;
  progress_json: string | null;
  abort_reason: string | null;
  detail: string | null;
}

export interface ExperimentSlotRow {
  experiment_id: ExperimentId;
  phase: ExperimentPhase;
  block: number;
  slot: number;
  attempt: number;
  slot_json: string;
}

export interface ExperimentReportRow {
  experiment_id: ExperimentId;
  report_json: string;
}

export interface ExperimentLeaseRow {
  lease: string;
  experiment_id: ExperimentId;
  since_ms: number;
}

export interface ExperimentKeyRow {
  author: string;
  key: string;
  body_hash: string;
  experiment_id: ExperimentId;
  created_at_ms: number;
}
