import { FINAL_TASK_STATES } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';

/** A task may have a thousand targets, which go with it. */
const TASKS_A_BATCH = 20;

/** Deletes the oldest tasks that ended before this time, and notes which. */
export async function deleteOldTasks(
  { storage, audit }: { storage: Storage; audit: AuditLog },
  endedBeforeMs: number
): Promise<{ more: boolean }> {
  return inTransaction(storage, async (trx) => {
    const old = await trx
      .selectFrom('tasks')
      .select('id')
      .where('state', 'in', [...FINAL_TASK_STATES])
      .where('ended_at_ms', '<', endedBeforeMs)
      .orderBy('created_at_ms')
      .limit(TASKS_A_BATCH)
      .forUpdate()
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return { more: false };
    await trx.deleteFrom('tasks').where('id', 'in', ids).execute();
    const endedBefore = new Date(endedBeforeMs).toISOString();
    await audit.record(trx, {
      actor: 'controller',
      action: 'task.retention',
      objectKind: 'task',
      objectId: '*',
      before: { endedBefore, ids },
    });
    return { more: ids.length === TASKS_A_BATCH };
  });
}
