import type { ReasonCode, StatusReport, TargetState } from '@meshprof/contracts';
import { chunksOf } from '../storage/chunks.ts';
import { Groups } from '../storage/groups.ts';
import type { AgentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { mergeLosses } from './target-losses.ts';
import type { TaskTargetRow } from './task-rows.ts';
import { saveSettings } from './target-settings.ts';
import { saveSummary } from './target-summaries.ts';
import { isFinalTargetState, nextTargetState } from './target-state.ts';
import type { TaskChanges } from './task-changes.ts';
import { isSameRow, saveTargets, shareTasks, type Trx } from './task-store.ts';

interface Reported {
  readonly agentId: AgentId;
  readonly report: StatusReport;
}

interface Taken {
  readonly target: TaskTargetRow;
  readonly cancelled: boolean;
  /** To another state, which is left to the caller. */
  readonly moves: boolean;
}

/** Takes agents' reports about their sessions. */
export class StatusReports {
  readonly #parts: { storage: Storage; changes: TaskChanges; now: () => number };
  /** All sessions of a task on many nodes report at the same moments. */
  readonly #groups = new Groups<Reported, Map<StatusReport, Taken | Error>>((_key, all) => this.#takeAll(all));

  constructor(parts: { storage: Storage; changes: TaskChanges; now: () => number }) {
    this.#parts = parts;
  }

  /**
   * Answers whether the agent should stop the session: because the task was cancelled, has ended for this target, or is
   * not this agent's.
   */
  async accept(agentId: AgentId, report: StatusReport): Promise<{ stop: boolean }> {
    const found = (await this.#groups.add('all', { agentId, report })).get(report);
    if (found instanceof Error) throw found;
    if (found === undefined) return { stop: true };
    if (!found.moves) return { stop: found.cancelled || hasEnded(found.target) };
    const stored = await this.#parts.changes.editTarget(report.taskId, {
      targetId: report.targetId,
      change: (target) => mergeReport(target, report, this.#parts.now()),
    });
    const target = stored?.targets.find(({ target_id }) => target_id === report.targetId);
    return { stop: found.cancelled || target === undefined || hasEnded(target) };
  }

  async #takeAll(reported: readonly Reported[]): Promise<Map<StatusReport, Taken | Error>> {
    const taken = new Map<StatusReport, Taken | Error>();
    for (const some of chunksOf(reported)) {
      for (const [report, result] of await this.#tryToTake(some)) taken.set(report, result);
    }
    return taken;
  }

  /** What the database does not take of one agent must not cost the others theirs. */
  async #tryToTake(reported: readonly Reported[]): Promise<Map<StatusReport, Taken | Error>> {
    try {
      return await this.#take(reported);
    } catch (error) {
      if (reported.length === 1) return new Map(reported.map(({ report }) => [report, error as Error]));
      const taken = new Map<StatusReport, Taken | Error>();
      for (const each of reported) {
        for (const [report, result] of await this.#tryToTake([each])) taken.set(report, result);
      }
      return taken;
    }
  }

  /**
   * Stores reports that only bring progress, the usual ones, by touching their own rows and no other of a task. What is
   * reported of no target is missing in the answer.
   */
  #take(reported: readonly Reported[]): Promise<Map<StatusReport, Taken>> {
    return inTransaction(this.#parts.storage, async (trx) => {
      await shareTasks(trx, [...new Set(reported.map(({ report }) => report.taskId))]);
      const rows = await rowsOf(trx, reported);
      const taken = new Map<StatusReport, Taken>();
      const changed = new Set<TaskTargetRow>();
      for (const { agentId, report } of reported) {
        const found = rows.get(keyOf({ agentId, ...report }));
        if (found === undefined) continue;
        const target = { ...found.target };
        mergeReport(target, report, this.#parts.now());
        if (!hasEnded(found.target)) await saveBeside(trx, report);
        const moves = target.state !== found.target.state;
        taken.set(report, { target, cancelled: found.cancelled, moves });
        if (moves || isSameRow(found.target, target)) continue;
        Object.assign(found.target, target);
        changed.add(found.target);
      }
      await saveTargets(trx, [...changed]);
      return taken;
    });
  }
}

/** The targets' rows by `keyOf`, kept for this transaction. */
async function rowsOf(
  trx: Trx,
  reported: readonly Reported[]
): Promise<Map<string, { target: TaskTargetRow; cancelled: boolean }>> {
  const unique = <T>(values: readonly T[]) => [...new Set(values)];
  const rows = await trx
    .selectFrom('task_targets')
    .innerJoin('tasks', 'tasks.id', 'task_targets.task_id')
    .selectAll('task_targets')
    .select('tasks.cancel_requested_at_ms')
    .where('task_id', 'in', unique(reported.map(({ report }) => report.taskId)))
    .where('target_id', 'in', unique(reported.map(({ report }) => report.targetId)))
    .where('agent_id', 'in', unique(reported.map(({ agentId }) => agentId)))
    .orderBy('task_id')
    .orderBy('target_id')
    .forUpdate('task_targets')
    .execute();
  return new Map(
    rows.map(({ cancel_requested_at_ms, ...target }) => [
      keyOf({ agentId: target.agent_id, taskId: target.task_id, targetId: target.target_id }),
      { target, cancelled: cancel_requested_at_ms !== null },
    ])
  );
}

const keyOf = ({ agentId, taskId, targetId }: { agentId: string; taskId: string; targetId: string }) =>
  JSON.stringify([agentId, taskId, targetId]);

/** What is shown beside a profile, and not with the task. */
async function saveBeside(trx: Trx, report: StatusReport): Promise<void> {
  if (report.summary !== undefined) await saveSummary(trx, report, report.summary);
  if (report.settings !== undefined) await saveSettings(trx, report, report.settings);
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
