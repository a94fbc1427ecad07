import type { TargetState, TaskState } from '@meshprof/contracts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { EventLog } from '../events/event-log.ts';
import type { TaskId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskRow, TaskTargetRow } from './task-rows.ts';
import {
  bumpAssignments,
  deleteTask,
  insertTargets,
  insertTask,
  isSameRow,
  loadTask,
  lockTask,
  saveTarget,
  saveTask,
  type StoredTask,
  type Trx,
} from './task-store.ts';
import { deriveTaskState, isFinalTaskState } from './task-state.ts';
import { isWindowOver } from './task-window.ts';
import { isFinalTargetState } from './target-state.ts';

/**
 * The one place where tasks change. An edit alters or adds targets; the task's own state, times and reason follow from
 * them in the same transaction. What others must hear (agents, the event log) is told after the commit only.
 */
export class TaskChanges {
  readonly #storage: Storage;
  readonly #board: AssignmentBoard;
  readonly #events: EventLog;
  readonly #now: () => number;

  constructor(parts: { storage: Storage; board: AssignmentBoard; events: EventLog; now: () => number }) {
    this.#storage = parts.storage;
    this.#board = parts.board;
    this.#events = parts.events;
    this.#now = parts.now;
  }

  /** Stores a new task; `also` runs in the same transaction. */
  async create(stored: StoredTask, also: (trx: Trx) => Promise<void>): Promise<StoredTask> {
    this.#derive(stored);
    const agents = new Set(stored.targets.filter((target) => target.assigned === 1).map((target) => target.agent_id));
    await inTransaction(this.#storage, async (trx) => {
      await insertTask(trx, stored);
      await bumpAssignments(trx, agents);
      await also(trx);
    });
    this.#announce({ before: undefined, after: stored, agents });
    return stored;
  }

  /**
   * Edits a task in place; new targets go to the end of their list. `also` runs in the same transaction. Answers the
   * task afterwards, or undefined if there is none.
   */
  async edit(
    taskId: TaskId,
    edit: (stored: StoredTask) => void,
    also?: (trx: Trx, change: { before: StoredTask; after: StoredTask }) => Promise<void>
  ): Promise<StoredTask | undefined> {
    const change = await inTransaction(this.#storage, async (trx) => {
      await lockTask(trx, taskId, 'edit');
      const after = await loadTask(trx, taskId);
      if (after === undefined) return undefined;
      const before = structuredClone(after);
      edit(after);
      this.#derive(after);
      const agents = await this.#save(trx, before, after);
      await also?.(trx, { before, after });
      return { before, after, agents };
    });
    if (change !== undefined) this.#announce(change);
    return change?.after;
  }

  /** Removes a task that has ended; `also` runs in the same transaction. */
  async remove(
    taskId: TaskId,
    also: (trx: Trx, removed: StoredTask) => Promise<void>
  ): Promise<'removed' | 'not-found' | 'active'> {
    const removed = await inTransaction(this.#storage, async (trx) => {
      await lockTask(trx, taskId, 'edit');
      const stored = await loadTask(trx, taskId);
      if (stored === undefined) return 'not-found';
      if (!isFinalTaskState(stored.task.state as TaskState)) return 'active';
      // Of lost targets, whose agents may still hold a session.
      const agents = new Set(stored.targets.filter(({ assigned }) => assigned === 1).map(({ agent_id }) => agent_id));
      await deleteTask(trx, taskId);
      await bumpAssignments(trx, agents);
      await also(trx, stored);
      return agents;
    });
    if (typeof removed === 'string') return removed;
    for (const agentId of removed) this.#board.wake(agentId);
    return 'removed';
  }

  async #save(trx: Trx, before: StoredTask, after: StoredTask): Promise<Set<string>> {
    const agents = new Set<string>();
    for (const [index, target] of after.targets.entries()) {
      const old = before.targets[index];
      if ((old?.assigned ?? 0) !== target.assigned) agents.add(target.agent_id);
      if (old !== undefined && !isSameRow(old, target)) await saveTarget(trx, target);
    }
    await insertTargets(trx, after.targets.slice(before.targets.length));
    if (!isSameRow(before.task, after.task)) await saveTask(trx, after.task);
    await bumpAssignments(trx, agents);
    return agents;
  }

  #derive({ task, targets }: StoredTask): void {
    for (const target of targets) {
      // A lost agent may come back and finish: its session stays assigned until deadlines.ts ends that.
      if (isFinalTargetState(target.state as TargetState) && target.state !== 'lost') target.assigned = 0;
      if (task.cancel_requested_at_ms !== null) target.assigned = 0;
    }
    const nowMs = this.#now();
    if (isWindowOver(task, targets, nowMs)) task.window_closed = 1;
    const state = deriveTaskState({
      // Also if the clock was set back since.
      due: nowMs >= task.start_at_ms || task.state !== 'scheduled',
      open: task.window_closed === 0,
      targets: targets.map(({ state, delivered_at_ms }) => ({
        state: state as TargetState,
        delivered: delivered_at_ms !== null,
      })),
      cancelRequested: task.cancel_requested_at_ms !== null,
    });
    const isFinal = isFinalTaskState(state);
    const started = targets.flatMap((target) => target.running_at_ms ?? []);
    // An agent may claim any elapsed time; nothing began before the task was there.
    task.started_at_ms = started.length === 0 ? null : Math.max(Math.min(...started), task.created_at_ms);
    task.reason_code = isFinal ? reasonOf(task, state, targets) : null;
    if (task.state !== state) task.ended_at_ms = isFinal ? nowMs : null;
    task.state = state;
  }

  #announce({ before, after, agents }: { before?: StoredTask; after: StoredTask; agents: Set<string> }): void {
    for (const agentId of agents) this.#board.wake(agentId);
    for (const [index, target] of after.targets.entries()) {
      const old = before?.targets[index]?.state;
      if (old !== target.state) this.#events.targetChanged(after.task, target, old);
    }
    if (before?.task.state !== after.task.state) this.#events.taskChanged(after.task, before?.task.state);
  }
}

/** Why a task did not complete: the commonest reason of its targets. */
function reasonOf(task: TaskRow, state: TaskState, targets: readonly TaskTargetRow[]): string | null {
  if (state === 'completed') return null;
  if (task.cancel_requested_at_ms !== null) return 'cancelled-by-user';
  if (targets.length === 0) return task.assembled === 1 ? 'no-matching-target' : 'start-missed';
  const isPart = (target: TaskTargetRow) => target.state !== 'skipped' && target.state !== 'completed';
  const relevant = targets.some(isPart) ? targets.filter(isPart) : targets;
  const counts = Map.groupBy(
    relevant.flatMap((target) => target.reason_code ?? []),
    (code) => code
  );
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
