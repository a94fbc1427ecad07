import { type ReasonCode, TASK_DEFAULTS } from '@meshprof/contracts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskCreator } from '../tasks/create-task.ts';
import { LEAD_MS } from '../tasks/start-time.ts';
import type { Trx } from '../tasks/task-store.ts';
import { SHORTEST_SESSION_MS } from '../tasks/task-window.ts';
import type { ScheduleRow } from './schedule-rows.ts';
import { nextStart } from './schedule-times.ts';
import { taskOf, timingOf } from './schedule-view.ts';

export interface RunParts {
  readonly storage: Storage;
  readonly creator: TaskCreator;
  readonly now: () => number;
}

/**
 * Makes the tasks of all schedules whose next time is near, ahead of it, so that agents hear of them in time. Of times
 * that passed while no controller ran only the latest can get a task, and only for what is left of it.
 */
export async function runSchedules(parts: RunParts): Promise<void> {
  const near = await parts.storage
    .selectFrom('schedules')
    .selectAll()
    .where('next_at_ms', '<=', parts.now() + LEAD_MS)
    .execute();
  const errors: unknown[] = [];
  for (const row of near) {
    await runOne(parts, row).catch((error: unknown) => {
      // Somebody edited it, or another look at the same moment made its task: it is as it should be.
      if (!(error instanceof ChangedMeanwhile)) errors.push(error);
    });
  }
  // After the others have had their turn.
  if (errors.length > 0) throw new AggregateError(errors, 'some schedules could not be run');
}

async function runOne(parts: RunParts, row: ScheduleRow): Promise<void> {
  const nowMs = parts.now();
  const timing = timingOf(row);
  let atMs = row.next_at_ms ?? 0;
  let passedOver = 0;
  // The latest time that has come; those before it are over, whatever their length.
  for (let later = nextStart(timing, atMs); later !== null && later <= nowMs; later = nextStart(timing, atMs)) {
    atMs = later;
    passedOver += 1;
    if (passedOver >= MAX_STEPS)
      return skip(parts.storage, row, {
        atMs,
        nextAtMs: nextStart(timing, nowMs),
        times: passedOver,
        reason: 'start-missed',
      });
  }
  const nextAtMs = nextStart(timing, atMs);
  const reason = await whyNot(parts.storage, row, atMs, nowMs);
  if (reason !== undefined) return skip(parts.storage, row, { atMs, nextAtMs, times: passedOver + 1, reason });
  const request = {
    body: taskOf(row),
    author: row.author,
    origin: 'user',
    scheduleId: row.id,
    startAtMs: atMs,
  } as const;
  const outcome = await parts.creator.create(request, (trx, taskIds) =>
    advance(trx, row, { nextAtMs, atMs, taskId: taskIds.get(request) ?? '', skipped: passedOver })
  );
  if (outcome.outcome === 'refused') throw new Error(`the task of schedule ${row.id} was refused: ${outcome.detail}`);
}

/** A minutely schedule after a day without a controller; beyond that nothing of the latest time matters. */
const MAX_STEPS = 1_440;

async function whyNot(
  storage: Storage,
  row: ScheduleRow,
  atMs: number,
  nowMs: number
): Promise<ReasonCode | undefined> {
  const durationMs = taskOf(row).durationMs ?? TASK_DEFAULTS.durationMs;
  if (nowMs > atMs + durationMs - SHORTEST_SESSION_MS) return 'start-missed';
  const previous = await storage
    .selectFrom('tasks')
    .select('id')
    .where('schedule_id', '=', row.id)
    .where('window_end_ms', '>', atMs)
    .where('window_closed', '=', 0)
    .executeTakeFirst();
  return previous === undefined ? undefined : 'previous-still-running';
}

/** With the task, in one transaction, and only if nobody else has dealt with this time: never two tasks for it. */
async function advance(
  trx: Trx,
  row: ScheduleRow,
  { nextAtMs, atMs, taskId, skipped }: { nextAtMs: number | null; atMs: number; taskId: string; skipped: number }
): Promise<void> {
  const last = { last_at_ms: atMs, last_task_id: taskId, last_reason_code: null };
  const { numUpdatedRows } = await trx
    .updateTable('schedules')
    .set({ next_at_ms: nextAtMs, ...last, skipped: row.skipped + skipped })
    .where('id', '=', row.id)
    .where('next_at_ms', '=', row.next_at_ms)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new ChangedMeanwhile();
}

/** Takes the transaction back that made a task for a time that is dealt with. */
class ChangedMeanwhile extends Error {}

async function skip(
  storage: Storage,
  row: ScheduleRow,
  { atMs, nextAtMs, times, reason }: { atMs: number; nextAtMs: number | null; times: number; reason: ReasonCode }
): Promise<void> {
  const last = { last_at_ms: atMs, last_task_id: null, last_reason_code: reason };
  await storage
    .updateTable('schedules')
    .set({ next_at_ms: nextAtMs, ...last, skipped: row.skipped + times })
    .where('id', '=', row.id)
    .where('next_at_ms', '=', row.next_at_ms)
    .execute();
}
