import type { Task } from '@meshprof/contracts';
import type { Transaction } from 'kysely';
import type { TaskId } from '../storage/ids.ts';
import { chunksOf } from '../storage/chunks.ts';
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
 * Keeps a task's row for this transaction. The task is locked before its targets, always, so that no two transactions
 * wait for each other.
 */
export async function lockTask(trx: Trx, id: TaskId): Promise<void> {
  await trx.selectFrom('tasks').select('id').where('id', '=', id).forUpdate().execute();
}

/** Keeps tasks' rows against edits, but not against the progress of other targets. In one order, as locks are taken. */
export async function shareTasks(trx: Trx, ids: readonly TaskId[]): Promise<void> {
  await trx.selectFrom('tasks').select('id').where('id', 'in', ids).orderBy('id').forKeyShare().execute();
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

export async function insertTasks(trx: Trx, stored: readonly StoredTask[]): Promise<void> {
  const tasks = stored.map(({ task }) => task);
  for (const rows of chunksOf(tasks)) await trx.insertInto('tasks').values(rows).execute();
  for (const rows of chunksOf(tasks.flatMap(labelRows))) await trx.insertInto('task_labels').values(rows).execute();
  await insertTargets(
    trx,
    stored.flatMap(({ targets }) => targets)
  );
}

export async function insertTargets(trx: Trx, targets: readonly TaskTargetRow[]): Promise<void> {
  for (const rows of chunksOf(targets)) await trx.insertInto('task_targets').values(rows).execute();
}

export async function saveTask(trx: Trx, { id, ...columns }: TaskRow): Promise<void> {
  await trx.updateTable('tasks').set(columns).where('id', '=', id).execute();
}

/** Rows that are there; many in one statement, since a thousand agents may report on a task at once. */
export async function saveTargets(trx: Trx, targets: readonly TaskTargetRow[]): Promise<void> {
  for (const rows of chunksOf(targets)) {
    const { task_id: _task, target_id: _target, ...columns } = rows[0] as TaskTargetRow;
    const names = Object.keys(columns) as (keyof typeof columns)[];
    await trx
      .insertInto('task_targets')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['task_id', 'target_id'])
          .doUpdateSet((eb) => Object.fromEntries(names.map((name) => [name, eb.ref(`excluded.${name}`)])))
      )
      .execute();
  }
}

/** With its targets, labels and idempotency keys, which refer to it. */
export async function deleteTask(trx: Trx, id: TaskId): Promise<void> {
  await trx.deleteFrom('tasks').where('id', '=', id).execute();
}

/** Tells agents that their lists have changed: in the same transaction as the change. */
export async function bumpAssignments(trx: Trx, agentIds: Iterable<string>): Promise<void> {
  for (const ids of chunksOf([...agentIds].sort())) {
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
