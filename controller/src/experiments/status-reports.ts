import { EXPERIMENT_LIMITS, type ExperimentOrders, type ExperimentStatus, type SlotResult } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AgentId, ExperimentId } from '../storage/ids.ts';
import type { Trx } from '../tasks/task-store.ts';
import { recordChange } from './experiment-audit.ts';
import type { ExperimentChanges } from './experiment-changes.ts';
import type { ExperimentRow } from './experiment-rows.ts';
import { hasBegun, isFinalExperimentState } from './experiment-state.ts';

export type ReportOutcome =
  | { readonly outcome: 'taken'; readonly ended: boolean; readonly orders: ExperimentOrders }
  | { readonly outcome: 'unknown' };

/** Twice a block's baseline, thrice for void ones, A/A blocks besides: no run has more, so an agent is wrong that says so. */
const MAX_SLOTS = EXPERIMENT_LIMITS.blocks.max * (EXPERIMENT_LIMITS.variants + 2) * 3 * 2;

/**
 * Takes an agent's report about an experiment that it runs, and answers what to do. It may be late, repeated or out of
 * order: slots are facts that are added whenever they come, everything else is taken from the newest report only.
 */
export async function acceptExperimentStatus(
  { changes, audit, now }: { changes: ExperimentChanges; audit: AuditLog; now: () => number },
  agentId: AgentId,
  { id, status }: { id: ExperimentId; status: ExperimentStatus }
): Promise<ReportOutcome> {
  let isMine = false;
  const row = await changes.edit(
    id,
    async (row, trx) => {
      isMine = row.agent_id === agentId;
      if (!isMine) return;
      await addSlots(trx, id, status.slots);
      if (status.sequence <= row.sequence || isFinalExperimentState(row.state)) return;
      mergeStatus(row, status, now());
      if (status.report !== undefined) await saveReport(trx, id, JSON.stringify(status.report));
    },
    (trx, change) => recordBeginAndEnd(trx, audit, { agentId, ...change })
  );
  if (row === undefined || !isMine) return { outcome: 'unknown' };
  const ended = isFinalExperimentState(row.state);
  return { outcome: 'taken', ended, orders: { order: row.agent_order } };
}

/** Changes `row` by a report that is newer than what it knows. */
export function mergeStatus(row: ExperimentRow, status: ExperimentStatus, nowMs: number): void {
  row.sequence = status.sequence;
  // A report proves that the assignment arrived.
  row.delivered_at_ms ??= nowMs;
  // Of one that has not begun the agent says what it was told.
  if (!hasBegun(status.state)) return;
  row.state = status.state;
  row.started_at_ms ??= nowMs;
  if (status.progress !== undefined) row.progress_json = JSON.stringify(status.progress);
  if (isFinalExperimentState(status.state)) row.progress_json = null;
  row.abort_reason = status.abortReason ?? null;
  row.detail = status.detail ?? saidByWhom(row, status);
}

function saidByWhom(
  { ordered_by, agent_order }: ExperimentRow,
  { state, abortReason }: ExperimentStatus
): string | null {
  const isAsked = state === 'aborted' && abortReason === 'asked-for' && agent_order === 'abort';
  return isAsked && ordered_by !== null ? `${ordered_by} aborted it.` : null;
}

async function addSlots(trx: Trx, id: ExperimentId, slots: readonly SlotResult[]): Promise<void> {
  if (slots.length === 0) return;
  const { n } = await trx
    .selectFrom('experiment_slots')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('experiment_id', '=', id)
    .executeTakeFirstOrThrow();
  const values = slots.slice(0, Math.max(0, MAX_SLOTS - Number(n))).map((slot) => ({
    experiment_id: id,
    phase: slot.phase,
    block: slot.block,
    slot: slot.slot,
    attempt: slot.attempt,
    slot_json: JSON.stringify(slot),
  }));
  if (values.length === 0) return;
  await trx
    .insertInto('experiment_slots')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function saveReport(trx: Trx, experiment_id: ExperimentId, report_json: string): Promise<void> {
  await trx
    .insertInto('experiment_reports')
    .values({ experiment_id, report_json })
    .onConflict((conflict) => conflict.column('experiment_id').doUpdateSet({ report_json }))
    .execute();
}

/** Of what an agent does, the moments between which the proxy is not as its owners left it. */
async function recordBeginAndEnd(
  trx: Trx,
  audit: AuditLog,
  { agentId, before, after }: { agentId: AgentId; before: ExperimentRow; after: ExperimentRow }
): Promise<void> {
  const begins = !hasBegun(before.state) && hasBegun(after.state);
  const ends = !isFinalExperimentState(before.state) && isFinalExperimentState(after.state);
  if (!begins && !ends) return;
  const action = ends ? 'experiment.end' : 'experiment.begin';
  await recordChange(trx, audit, { actor: `agent:${agentId}`, action, before, after });
}
