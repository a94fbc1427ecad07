import type { TaskState } from '@meshprof/contracts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { EventLog } from '../events/event-log.ts';
import type { TaskId } from '../storage/ids.ts';
import { Groups } from '../storage/groups.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { applyEdits, type Edit, type TargetEdit } from './apply-edits.ts';
import { type News, newsOf } from './task-news.ts';
import {
  bumpAssignments,
  deleteTask,
  insertTargets,
  insertTasks,
  isSameRow,
  loadTask,
  lockTask,
  saveTargets,
  saveTask,
  type StoredTask,
  type Trx,
} from './task-store.ts';
import { deriveTask } from './derive-task.ts';
import type { TaskTargetRow } from './task-rows.ts';
import { isFinalTaskState } from './task-state.ts';

/**
 * The one place where tasks change. An edit alters or adds targets; the task's own state, times and reason follow from
 * them in the same transaction. What others must hear (agents, the event log) is told after the commit only.
 */
export class TaskChanges {
  readonly #storage: Storage;
  readonly #board: AssignmentBoard;
  readonly #events: EventLog;
  readonly #now: () => number;
  /** Of edits with nothing beside them, which is what agents' reports are. */
  readonly #groups = new Groups<Edit | TargetEdit, StoredTask | undefined>(
    (taskId, edits) => this.#commit(taskId, edits),
    { rests: true }
  );

  constructor(parts: { storage: Storage; board: AssignmentBoard; events: EventLog; now: () => number }) {
    this.#storage = parts.storage;
    this.#board = parts.board;
    this.#events = parts.events;
    this.#now = parts.now;
  }

  /** Stores new tasks, all or none; `also` runs in the same transaction. */
  async create(stored: readonly StoredTask[], also: (trx: Trx) => Promise<void>): Promise<void> {
    for (const each of stored) deriveTask(each, this.#now());
    const assigned = stored.flatMap(({ targets }) => targets).filter((target) => target.assigned === 1);
    const agents = new Set(assigned.map((target) => target.agent_id));
    await inTransaction(this.#storage, async (trx) => {
      await insertTasks(trx, stored);
      await bumpAssignments(trx, agents);
      await also(trx);
    });
    this.#announce({ news: stored.map((each) => newsOf(each)), agents });
  }

  /**
   * Edits a task in place. `also` runs in the same transaction. Answers the
   * task afterwards, or undefined if there is none.
   */
  edit(taskId: TaskId, edit: Edit, also?: Also): Promise<StoredTask | undefined> {
    return also === undefined ? this.#groups.add(taskId, edit) : this.#commit(taskId, [edit], also);
  }

  /** As `edit`, of one target that the task may have. */
  editTarget(taskId: TaskId, edit: TargetEdit): Promise<StoredTask | undefined> {
    return this.#groups.add(taskId, edit);
  }

  async #commit(taskId: TaskId, edits: readonly (Edit | TargetEdit)[], also?: Also): Promise<StoredTask | undefined> {
    const change = await inTransaction(this.#storage, async (trx) => {
      await lockTask(trx, taskId);
      const after = await loadTask(trx, taskId);
      if (after === undefined) return undefined;
      // Rows are flat; a structured clone of a thousand of them takes longer than reading them.
      const before = { task: { ...after.task }, targets: after.targets.map((target) => ({ ...target })) };
      const news = applyEdits(after, edits, this.#now());
      const agents = await this.#save(trx, before, after);
      await also?.(trx, { before, after });
      return { after, news, agents };
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
      await lockTask(trx, taskId);
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
    const changed: TaskTargetRow[] = [];
    for (const [index, target] of after.targets.entries()) {
      const old = before.targets[index];
      if ((old?.assigned ?? 0) !== target.assigned) agents.add(target.agent_id);
      if (old !== undefined && !isSameRow(old, target)) changed.push(target);
    }
    await saveTargets(trx, changed);
    await insertTargets(trx, after.targets.slice(before.targets.length));
    if (!isSameRow(before.task, after.task)) await saveTask(trx, after.task);
    await bumpAssignments(trx, agents);
    return agents;
  }

  #announce({ news, agents }: { news: readonly News[]; agents: Set<string> }): void {
    for (const agentId of agents) this.#board.wake(agentId);
    for (const { task, from, targets } of news) {
      for (const { target, from } of targets) this.#events.targetChanged(task, target, from);
      if (task.state !== from) this.#events.taskChanged(task, from);
    }
  }
}

type Also = (trx: Trx, change: { before: StoredTask; after: StoredTask }) => Promise<void>;
