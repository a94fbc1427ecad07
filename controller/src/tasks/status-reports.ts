import type { ReasonCode, StatusReport, TargetState } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { mergeLosses } from './target-losses.ts';
import type { TaskTargetRow } from './task-rows.ts';
import { saveSettings } from './target-settings.ts';
import { saveSummary } from './target-summaries.ts';
import { isFinalTargetState, nextTargetState } from './target-state.ts';
import type { TaskChanges } from './task-changes.ts';
import { isSameRow, lockTask, saveTarget, type Trx } from './task-store.ts';

/**
 * Takes an agent's report about one of its sessions. Answers whether the agent should stop it: because the task was
 * cancelled, has ended for this target, or is not this agent's.
 */
export async function acceptReport(
  parts: { storage: Storage; changes: TaskChanges; now: () => number },
  agentId: AgentId,
  report: StatusReport
): Promise<{ stop: boolean }> {
  const found = await takeProgress(parts, agentId, report);
  if (found === undefined) return { stop: true };
  if (!found.moves) return { stop: found.cancelled || hasEnded(found.target) };
  const stored = await parts.changes.edit(report.taskId, ({ targets }) => {
    for (const target of targets) if (isOf(target, report)) mergeReport(target, report, parts.now());
  });
  const target = stored?.targets.find((each) => isOf(each, report));
  return { stop: found.cancelled || target === undefined || hasEnded(target) };
}

/**
 * Stores a report that only brings progress, the usual one, by touching its own row and no other of the task. One that
 * `moves` the target to another state is left to the caller.
 */
async function takeProgress(
  parts: { storage: Storage; now: () => number },
  agentId: AgentId,
  report: StatusReport
): Promise<{ target: TaskTargetRow; cancelled: boolean; moves: boolean } | undefined> {
  return inTransaction(parts.storage, async (trx) => {
    await lockTask(trx, report.taskId, 'progress');
    const row = await trx
      .selectFrom('task_targets')
      .innerJoin('tasks', 'tasks.id', 'task_targets.task_id')
      .selectAll('task_targets')
      .select('tasks.cancel_requested_at_ms')
      .where('task_id', '=', report.taskId)
      .where('target_id', '=', report.targetId)
      .where('agent_id', '=', agentId)
      .forUpdate('task_targets')
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { cancel_requested_at_ms, ...before } = row;
    const target = { ...before };
    mergeReport(target, report, parts.now());
    if (!hasEnded(before)) await saveBeside(trx, report);
    const moves = target.state !== before.state;
    if (!moves && !isSameRow(before, target)) await saveTarget(trx, target);
    return { target, cancelled: cancel_requested_at_ms !== null, moves };
  });
}

/** What is shown beside a profile, and not with the task. */
async function saveBeside(trx: Trx, report: StatusReport): Promise<void> {
  if (report.summary !== undefined) await saveSummary(trx, report, report.summary);
  if (report.settings !== undefined) await saveSettings(trx, report, report.settings);
}

function isOf(target: TaskTargetRow, report: StatusReport): boolean {
  return target.target_id === report.targetId;
}

/** A lost target has not ended for its agent: that may still go on and deliver. */
function hasEnded(target: TaskTargetRow): boolean {
  return isFinalTargetState(target.state as TargetState) && target.state !== 'lost';
}

/** Changes `target` by a report that may be late, repeated or out of order: states move forward, counters only grow. */
export function mergeReport(target: TaskTargetRow, report: StatusReport, nowMs: number): void {
  const before = target.state as TargetState;
  const after = nextTargetState(before, report.state);
  if (!hasEnded(target)) mergeProgress(target, report);
  if (before === after) return;
  target.state = after;
  // A report proves that the assignment arrived, even if the answer that carried it was never marked as sent.
  target.delivered_at_ms ??= nowMs;
  const ran = after === 'running' || after === 'draining' || after === 'completed';
  if (ran) target.running_at_ms ??= nowMs - report.progress.elapsedMs;
  // Also of a completed target: `process-exited` says why its profile is shorter than asked for.
  target.reason_code = report.reasonCode ?? unsaidReason(after);
  target.detail = report.detail ?? null;
}

function mergeProgress(target: TaskTargetRow, { progress, profileStartUnixMs, profileEndUnixMs }: StatusReport): void {
  target.elapsed_ms = Math.max(target.elapsed_ms, progress.elapsedMs);
  target.samples_kept = Math.max(target.samples_kept, progress.samplesKept);
  target.samples_lost = Math.max(target.samples_lost, progress.samplesLost);
  target.switches = Math.max(target.switches, progress.switches);
  target.lost_json = mergeLosses(target.lost_json, progress.lostByCause);
  if (profileStartUnixMs !== undefined) {
    target.profile_start_ms = Math.min(target.profile_start_ms ?? profileStartUnixMs, profileStartUnixMs);
  }
  if (profileEndUnixMs !== undefined) {
    target.profile_end_ms = Math.max(target.profile_end_ms ?? profileEndUnixMs, profileEndUnixMs);
  }
}

/** What an end stands for whose reason the agent did not give. */
function unsaidReason(state: TargetState): ReasonCode | null {
  if (state === 'cancelled') return 'cancelled-by-user';
  return state === 'failed' || state === 'skipped' ? 'no-reason-given' : null;
}
