import type { SaveSchedule, Schedule } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { AuditLog } from '../audit/audit-log.ts';
import { newTaskId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { cancelTask } from '../tasks/cancel-task.ts';
import type { TaskChanges } from '../tasks/task-changes.ts';
import type { Trx } from '../tasks/task-store.ts';
import type { ScheduleRow } from './schedule-rows.ts';
import { nextStart, nextStarts } from './schedule-times.ts';
import { toSchedule } from './schedule-view.ts';

export interface ScheduleParts {
  readonly storage: Storage;
  readonly audit: AuditLog;
  readonly changes: TaskChanges;
  readonly now: () => number;
}

export type SaveOutcome =
  | { outcome: 'saved'; schedule: Schedule }
  | { outcome: 'not-found' }
  | { outcome: 'invalid'; pointer: string; message: string };

/** What people do with schedules. */
export class Schedules {
  readonly #parts: ScheduleParts;

  constructor(parts: ScheduleParts) {
    this.#parts = parts;
  }

  async create(body: SaveSchedule, author: string): Promise<SaveOutcome> {
    const nowMs = this.#parts.now();
    const invalid = check(body, nowMs);
    if (invalid !== undefined) return invalid;
    const row: ScheduleRow = {
      id: newTaskId(),
      author,
      ...definitionOf(body, nowMs),
      created_at_ms: nowMs,
      last_at_ms: null,
      last_task_id: null,
      last_reason_code: null,
      skipped: 0,
    };
    await inTransaction(this.#parts.storage, async (trx) => {
      await trx.insertInto('schedules').values(row).execute();
      await this.#record(trx, author, 'schedule.create', { after: row });
    });
    return { outcome: 'saved', schedule: toSchedule(row, nowMs) };
  }

  /** Its next task, where there already is one, is cancelled: it was made from what the schedule said before. */
  async replace(id: string, body: SaveSchedule, author: string): Promise<SaveOutcome> {
    const nowMs = this.#parts.now();
    const invalid = check(body, nowMs);
    if (invalid !== undefined) return invalid;
    if (!(await this.#cancelNext(id, author))) return { outcome: 'not-found' };
    const row = await inTransaction(this.#parts.storage, async (trx) => {
      const before = await trx.selectFrom('schedules').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (before === undefined) return undefined;
      const definition = definitionOf(body, nowMs);
      await trx.updateTable('schedules').set(definition).where('id', '=', id).execute();
      const after = { ...before, ...definition };
      await this.#record(trx, author, 'schedule.replace', { before, after });
      return after;
    });
    return row === undefined ? { outcome: 'not-found' } : { outcome: 'saved', schedule: toSchedule(row, nowMs) };
  }

  /** With its next task, where there already is one. Tasks that have begun go on. */
  async remove(id: string, author: string): Promise<boolean> {
    if (!(await this.#cancelNext(id, author))) return false;
    return inTransaction(this.#parts.storage, async (trx) => {
      const before = await trx.selectFrom('schedules').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (before === undefined) return false;
      await trx.deleteFrom('schedules').where('id', '=', id).execute();
      await this.#record(trx, author, 'schedule.delete', { before });
      return true;
    });
  }

  async find(id: string): Promise<Schedule | undefined> {
    const row = await this.#parts.storage.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toSchedule(row, this.#parts.now());
  }

  /** A page, newest first. */
  async list(page: { limit: number; after?: readonly [createdAtMs: number, id: string] }): Promise<Schedule[]> {
    let query = this.#parts.storage.selectFrom('schedules').selectAll();
    query = query.orderBy('created_at_ms', 'desc').orderBy('id', 'desc').limit(page.limit);
    if (page.after !== undefined) {
      const [atMs, id] = page.after;
      query = query.where((eb) =>
        eb.or([eb('created_at_ms', '<', atMs), eb.and([eb('created_at_ms', '=', atMs), eb('id', '<', id)])])
      );
    }
    return (await query.execute()).map((row) => toSchedule(row, this.#parts.now()));
  }

  /** False if there is no such schedule. Before the schedule changes: else a crash could leave two tasks for one time. */
  async #cancelNext(id: string, author: string): Promise<boolean> {
    const { storage, now } = this.#parts;
    const known = await storage.selectFrom('schedules').select('id').where('id', '=', id).executeTakeFirst();
    if (known === undefined) return false;
    const nowMs = now();
    const ahead = await storage
      .selectFrom('tasks')
      .select('id')
      .where('schedule_id', '=', id)
      .where('start_at_ms', '>', nowMs)
      .where('cancel_requested_at_ms', 'is', null)
      .execute();
    for (const task of ahead) await cancelTask(this.#parts, { taskId: task.id, author, nowMs });
    return true;
  }

  #record(
    trx: Trx,
    actor: string,
    action: string,
    { before, after }: { before?: ScheduleRow; after?: ScheduleRow }
  ): Promise<void> {
    const nowMs = this.#parts.now();
    return this.#parts.audit.record(trx, {
      actor,
      action,
      objectKind: 'schedule',
      objectId: (after ?? before)?.id ?? '',
      ...(before !== undefined && { before: toSchedule(before, nowMs) }),
      ...(after !== undefined && { after: toSchedule(after, nowMs) }),
    });
  }
}

function check(body: SaveSchedule, nowMs: number): (SaveOutcome & { outcome: 'invalid' }) | undefined {
  const times = nextStarts(body, nowMs, 1);
  if (!times.ok) return { outcome: 'invalid', pointer: times.pointer, message: times.message };
  const selector = compileSelector(body.task.selector);
  if (selector.ok) return undefined;
  return { outcome: 'invalid', pointer: `/task/selector/${selector.label}/value`, message: selector.message };
}

function definitionOf(body: SaveSchedule, nowMs: number) {
  const enabled = body.enabled ?? true;
  return {
    cron: body.cron,
    time_zone: body.timeZone ?? 'UTC',
    enabled: enabled ? 1 : 0,
    task_json: JSON.stringify(body.task),
    next_at_ms: enabled ? nextStart(body, nowMs) : null,
  };
}
