import type {
  AbortReason,
  Experiment,
  ExperimentPlan,
  ExperimentProgress,
  ExperimentReport,
  ExperimentSpec,
  ExperimentSummary,
  SlotResult,
} from '@meshprof/contracts';
import type { ExperimentRow } from './experiment-rows.ts';

/** What lists show; spec and plan are long. */
export const SUMMARY_COLUMNS = [
  'id',
  'title',
  'author',
  'node',
  'target_key',
  'variants_json',
  'state',
  'agent_order',
  'created_at_ms',
  'agent_id',
  'started_at_ms',
  'ended_at_ms',
  'progress_json',
  'abort_reason',
  'detail',
] as const satisfies readonly (keyof ExperimentRow)[];

export type SummaryRow = Pick<ExperimentRow, (typeof SUMMARY_COLUMNS)[number]>;

/** What its row does not know: it follows from agents and other experiments. */
export type Circumstances = Pick<ExperimentSummary, 'waitingFor' | 'silentSinceUnixMs'>;

export function toSummary(row: SummaryRow, circumstances: Circumstances = {}): ExperimentSummary {
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    author: row.author,
    node: row.node,
    variants: JSON.parse(row.variants_json) as string[],
    createdUnixMs: row.created_at_ms,
    ...(row.started_at_ms !== null && { startUnixMs: row.started_at_ms }),
    ...(row.ended_at_ms !== null && { endUnixMs: row.ended_at_ms }),
    ...(row.progress_json !== null && { progress: JSON.parse(row.progress_json) as ExperimentProgress }),
    ...(row.abort_reason !== null && { abortReason: row.abort_reason as AbortReason }),
    ...(row.detail !== null && { detail: row.detail }),
    order: row.agent_order,
    ...circumstances,
  };
}

export interface ExperimentResults {
  readonly slots: readonly SlotResult[];
  readonly report?: ExperimentReport;
}

export function toExperiment(
  row: ExperimentRow,
  circumstances: Circumstances = {},
  { slots, report }: ExperimentResults = { slots: [] }
): Experiment {
  return {
    ...toSummary(row, circumstances),
    spec: JSON.parse(row.spec_json) as ExperimentSpec,
    seed: row.seed,
    ...(row.approved_by !== null && { approvedBy: row.approved_by }),
    ...(row.copy_of !== null && { copyOf: row.copy_of }),
    plan: JSON.parse(row.plan_json) as ExperimentPlan,
    slots: [...slots],
    ...(report !== undefined && { report }),
  };
}

/** For the audit log: what was asked for and how it stands, not what was measured. */
export function toAudited(row: ExperimentRow): object {
  const { progress: _progress, ...summary } = toSummary(row);
  const spec = JSON.parse(row.spec_json) as ExperimentSpec;
  return { ...summary, ...(row.approved_by !== null && { approvedBy: row.approved_by }), seed: row.seed, spec };
}
