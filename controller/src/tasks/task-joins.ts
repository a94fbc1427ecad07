import type { Selector } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { AgentId, TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { type InventoryRow, type InventoryStore, labelsOf } from '../targets/inventory-store.ts';
import { pickFairly } from './choose-targets.ts';
import { newTarget } from './new-task.ts';
import { isFinalTargetState } from './target-state.ts';
import type { TaskChanges } from './task-changes.ts';
import type { TaskRow, TaskTargetRow } from './task-rows.ts';
import type { StoredTask } from './task-store.ts';
import { isJoinable } from './task-window.ts';

/** A task's targets over its life, as a multiple of those at once: a crash loop must not fill the database. */
const MAX_SUCCESSIONS = 4;

export interface JoinParts {
  readonly storage: Storage;
  readonly inventory: InventoryStore;
  readonly changes: TaskChanges;
  readonly now: () => number;
}

/** After an agent reported other processes than before: those that match a task whose window is open join it. */
export async function joinProcessesOf(parts: JoinParts, agentId: AgentId): Promise<void> {
  const tasks = await joinableTasks(parts);
  if (tasks.length === 0) return;
  const rows = await parts.inventory.ofAgent(agentId);
  for (const task of tasks) await join(parts, task, rows);
}

/** Everything that matches one task, whichever agent reported it. */
export async function joinWhatMatches(parts: JoinParts, task: TaskRow): Promise<void> {
  await join(parts, task, await parts.inventory.candidates(JSON.parse(task.selector_json) as Selector));
}

export async function joinableTasks({ storage, now }: Pick<JoinParts, 'storage' | 'now'>): Promise<TaskRow[]> {
  const nowMs = now();
  const open = await storage
    .selectFrom('tasks')
    .selectAll()
    .where('window_closed', '=', 0)
    .where('assembled', '=', 1)
    .execute();
  return open.filter((task) => isJoinable(task, nowMs));
}

async function join(parts: JoinParts, task: TaskRow, rows: readonly InventoryRow[]): Promise<void> {
  const compiled = compileSelector(JSON.parse(task.selector_json) as Selector);
  if (!compiled.ok) return;
  const matching = rows.filter(
    (row) => row.verdict === 'profilable' && parts.inventory.isReachable(row) && compiled.matches(labelsOf(row))
  );
  if (matching.length === 0) return;
  const known = await knownTargets(parts.storage, task.id);
  const fresh = matching.filter(({ id }) => !known.has(id));
  // Looked up before the edit, which locks the task and reads all of it.
  if (fresh.length > 0) await parts.changes.edit(task.id, (stored) => admit(stored, fresh, parts.now()));
}

async function knownTargets(storage: Storage, taskId: TaskId): Promise<Set<string>> {
  const rows = await storage.selectFrom('task_targets').select('target_id').where('task_id', '=', taskId).execute();
  return new Set(rows.map(({ target_id }) => target_id));
}

/** Adds processes to a task, for what is left of it and as far as there is room. */
export function admit(stored: StoredTask, rows: readonly InventoryRow[], nowMs: number): void {
  const { task, targets } = stored;
  if (!isJoinable(task, nowMs)) return;
  const known = new Set(targets.map(({ target_id }) => target_id));
  const fresh = rows.filter(({ id }) => !known.has(id));
  const room = Math.min(
    task.max_targets - targets.filter(takesRoom).length,
    task.max_targets * MAX_SUCCESSIONS - targets.length
  );
  const admitted = pickFairly(fresh, Math.max(0, room));
  const startAtMs = Math.max(task.start_at_ms, nowMs);
  const durationMs = Math.min(task.duration_ms, task.window_end_ms - startAtMs);
  targets.push(...admitted.map((row) => newTarget(task, row, { startAtMs, durationMs })));
  countTooMany(task, fresh.length - admitted.length);
}

function takesRoom({ state }: TaskTargetRow): boolean {
  return !isFinalTargetState(state as Parameters<typeof isFinalTargetState>[0]);
}

/** At least so many: a process that waits for room is looked at again with each report. */
function countTooMany(task: TaskRow, turnedAway: number): void {
  if (turnedAway === 0) return;
  const leftOut = JSON.parse(task.left_out_json) as Record<string, number>;
  const count = Math.max(leftOut['max-targets'] ?? 0, turnedAway);
  task.left_out_json = JSON.stringify({ ...leftOut, 'max-targets': count });
}
