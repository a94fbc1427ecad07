import type { Task } from '@meshprof/contracts';
import type { Transaction } from 'kysely';
import type { TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Schema } from '../storage/schema.ts';
import type { TaskRow, TaskTargetRow } from './task-rows.ts';
import { labelRows } from './new-task.ts';
import { toTask } from './task-view.ts';

export type Trx = Transaction<Schema>;

export interface StoredTask {
  task: TaskRow;
  targets: TaskTargetRow[];
}

/** Place of a task in the list: newest first. */
export type TaskPosition = readonly [createdAtMs: number, id: TaskId];

/** Columns × rows must stay below the parameters a statement may have (SQLite 32,766). */
const ROWS_A_STATEMENT = 500;

export async function findTask(storage: Storage, id: TaskId): Promise<Task | undefined> {
  const stored = await loadTask(storage, id);
  return stored === undefined ? undefined : toTask(stored.task, stored.targets);
}

export async function loadTask(storage: Storage, id: TaskId): Promise<StoredTask | undefined> {
  const task = await storage.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
  if (task === undefined) return undefined;
  return { task, targets: await loadTargets(storage, [id]) };
}

/**
 * Keeps a task's row for this transaction: `edit` against everybody, `progress` (of one target) against edits only. The
 * task is locked before its targets, always, so that no two transactions wait for each other.
 */
export async function lockTask(trx: Trx, id: TaskId, purpose: 'edit' | 'progress'): Promise<void> {
  const task = trx.selectFrom('tasks').select('id').where('id', '=', id);
  await (purpose === 'edit' ? task.forUpdate() : task.forKeyShare()).execute();
}

export async function loadTargets(storage: Storage, ids: TaskId[]): Promise<TaskTargetRow[]> {
  if (ids.length === 0) return [];
  return storage
    .selectFrom('task_targets')
    .selectAll()
    .where('task_id', 'in', ids)
    .orderBy('node')
    .orderBy('pid')
    .orderBy('target_id')
    .execute();
}

export async function insertTask(trx: Trx, { task, targets }: StoredTask): Promise<void> {
  await trx.insertInto('tasks').values(task).execute();
  const labels = labelRows(task);
  if (labels.length > 0) await trx.insertInto('task_labels').values(labels).execute();
  await insertTargets(trx, targets);
}

export async function insertTargets(trx: Trx, targets: readonly TaskTargetRow[]): Promise<void> {
  for (let start = 0; start < targets.length; start += ROWS_A_STATEMENT) {
    await trx
      .insertInto('task_targets')
      .values(targets.slice(start, start + ROWS_A_STATEMENT))
      .execute();
  }
}

export async function saveTask(trx: Trx, { id, ...columns }: TaskRow): Promise<void> {
  await trx.updateTable('tasks').set(columns).where('id', '=', id).execute();
}

export async function saveTarget(trx: Trx, { task_id, target_id, ...columns }: TaskTargetRow): Promise<void> {
  await trx
    .updateTable('task_targets')
    .set(columns)
    .where('task_id', '=', task_id)
    .where('target_id', '=', target_id)
    .execute();
}

/** With its targets, labels and idempotency keys, which refer to it. */
export async function deleteTask(trx: Trx, id: TaskId): Promise<void> {
  await trx.deleteFrom('tasks').where('id', '=', id).execute();
}

/** Tells agents that their lists have changed: in the same transaction as the change. */
export async function bumpAssignments(trx: Trx, agentIds: Iterable<string>): Promise<void> {
  const sorted = [...agentIds].sort();
  for (let start = 0; start < sorted.length; start += ROWS_A_STATEMENT) {
    const ids = sorted.slice(start, start + ROWS_A_STATEMENT);
    // In one order, so that two tasks on the same agents do not wait for each other.
    await trx.selectFrom('agents').select('id').where('id', 'in', ids).orderBy('id').forNoKeyUpdate().execute();
    await trx
      .updateTable('agents')
      .set((eb) => ({ assignments_version: eb('assignments_version', '+', 1) }))
      .where('id', 'in', ids)
      .execute();
  }
}

export function isSameRow<T extends object>(a: T, b: T): boolean {
  return (Object.keys(b) as (keyof T)[]).every((column) => a[column] === b[column]);
}
