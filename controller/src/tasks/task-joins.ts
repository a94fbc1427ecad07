import type { ReasonCode, Selector } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { AgentId, TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { type InventoryRow, type InventoryStore, labelsOf } from '../targets/inventory-store.ts';
import { readSessionLimits, type SessionLimits } from '../targets/session-limits.ts';
import { chooseTargets } from './choose-targets.ts';
import { newTarget } from './new-task.ts';
import { pickTargets } from './pick-targets.ts';
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
  const targets = await targetsOf(parts.storage, task.id);
  const active = targets.filter(takesRoom);
  const matched = await chooseTargets(parts.inventory, {
    selector: JSON.parse(task.selector_json) as Selector,
    maxTargets: task.max_targets - active.length,
    except: new Set(targets.map(({ target_id }) => target_id)),
    held: sessionsOf(active),
  });
  if (!matched.ok) return;
  const { chosen, leftOut } = matched.choice;
  const turnedAway = { tooMany: leftOut.count('max-targets'), beyondSessions: leftOut.count('agent-busy') };
  if (chosen.length + turnedAway.tooMany + turnedAway.beyondSessions === 0) return;
  await admitAll(parts, task, { rows: chosen, turnedAway });
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
  const known = new Set((await targetsOf(parts.storage, task.id)).map(({ target_id }) => target_id));
  const fresh = matching.filter(({ id }) => !known.has(id));
  if (fresh.length > 0) await admitAll(parts, task, { rows: fresh });
}

async function admitAll(parts: JoinParts, task: TaskRow, appeared: Omit<Appeared, 'limits'>): Promise<void> {
  // Looked up before the edit, which locks the task and reads all of it.
  const agentIds = new Set(appeared.rows.map(({ agent_id }) => agent_id));
  const limits = await readSessionLimits(parts.storage, [...agentIds]);
  await parts.changes.edit(task.id, (stored) => admit(stored, { ...appeared, limits }, parts.now()));
}

function targetsOf(storage: Storage, taskId: TaskId) {
  const columns = ['target_id', 'agent_id', 'state'] as const;
  return storage.selectFrom('task_targets').select(columns).where('task_id', '=', taskId).execute();
}

export interface Appeared {
  readonly rows: readonly InventoryRow[];
  readonly limits: SessionLimits;
  /** Others, for which there was no room before this. */
  readonly turnedAway?: TurnedAway;
}

interface TurnedAway {
  readonly tooMany: number;
  readonly beyondSessions: number;
}

/** Adds processes to a task, for what is left of it and as far as there is room. */
export function admit(stored: StoredTask, { rows, limits, turnedAway }: Appeared, nowMs: number): void {
  const { task, targets } = stored;
  if (!isJoinable(task, nowMs)) return;
  const known = new Set(targets.map(({ target_id }) => target_id));
  const active = targets.filter(takesRoom);
  const count = Math.min(task.max_targets - active.length, task.max_targets * MAX_SUCCESSIONS - targets.length);
  const picked = pickTargets(
    rows.filter(({ id }) => !known.has(id)),
    { count, limits, held: sessionsOf(active) }
  );
  const startAtMs = Math.max(task.start_at_ms, nowMs);
  const durationMs = Math.min(task.duration_ms, task.window_end_ms - startAtMs);
  targets.push(...picked.taken.map((row) => newTarget(task, row, { startAtMs, durationMs })));
  countTurnedAway(task, {
    tooMany: picked.tooMany.length + (turnedAway?.tooMany ?? 0),
    beyondSessions: picked.beyondSessions.length + (turnedAway?.beyondSessions ?? 0),
  });
}

function sessionsOf(targets: readonly Pick<TaskTargetRow, 'agent_id'>[]): ReadonlyMap<AgentId, number> {
  const byAgent = Map.groupBy(targets, ({ agent_id }) => agent_id);
  return new Map([...byAgent].map(([id, { length }]) => [id, length]));
}

function takesRoom({ state }: Pick<TaskTargetRow, 'state'>): boolean {
  return !isFinalTargetState(state as Parameters<typeof isFinalTargetState>[0]);
}

/** At least so many: a process that waits for room is looked at again with each report. */
function countTurnedAway(task: TaskRow, { tooMany, beyondSessions }: TurnedAway): void {
  if (tooMany + beyondSessions === 0) return;
  const leftOut = JSON.parse(task.left_out_json) as Record<string, number>;
  const atLeast = (code: ReasonCode, count: number): void => {
    if (count > 0) leftOut[code] = Math.max(leftOut[code] ?? 0, count);
  };
  atLeast('max-targets', tooMany);
  atLeast('agent-busy', beyondSessions);
  task.left_out_json = JSON.stringify(leftOut);
}
