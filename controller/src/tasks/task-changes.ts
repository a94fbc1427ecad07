import type { TargetState, TaskState } from '@meshprof/contracts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { EventLog } from '../events/event-log.ts';
import type { TaskId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskRow, TaskTargetRow } from '../storage/schema.ts';
import {
  bumpAssignments,
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
import { isFinalTargetState } from './target-state.ts';

/**
 * The one place where tasks change. An edit alters targets; the task's own state, times and reason follow from them
 * in the same transaction. What others must hear (agents, the event log) is told after the commit only.
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

  /** Edits a task in place. Answers the task afterwards, or undefined if there is none. */
  async edit(taskId: TaskId, edit: (stored: StoredTask) => void): Promise<StoredTask | undefined> {
    const change = await inTransaction(this.#storage, async (trx) => {
      await lockTask(trx, taskId, 'edit');
      const after = await loadTask(trx, taskId);
      if (after === undefined) return undefined;
      const before = structuredClone(after);
      edit(after);
      this.#derive(after);
      const agents = await this.#save(trx, before, after);
      return { before, after, agents };
    });
    if (change !== undefined) this.#announce(change);
    return change?.after;
  }

  async #save(trx: Trx, before: StoredTask, after: StoredTask): Promise<Set<string>> {
    const agents = new Set<string>();
    for (const [index, target] of after.targets.entries()) {
      const old = before.targets[index];
      if (old === undefined || isSameRow(old, target)) continue;
      await saveTarget(trx, target);
      if (old.assigned !== target.assigned) agents.add(target.agent_id);
    }
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
    const state = deriveTaskState({
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
    if (task.state !== state) task.ended_at_ms = isFinal ? this.#now() : null;
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
  const isPart = (target: TaskTargetRow) => target.state !== 'skipped' && target.state !== 'completed';
  const relevant = targets.some(isPart) ? targets.filter(isPart) : targets;
  const counts = Map.groupBy(
    relevant.flatMap((target) => target.reason_code ?? []),
    (code) => code
  );
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
