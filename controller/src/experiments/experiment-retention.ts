import { FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';

/** Each may have a thousand slots, which go with it. */
const EXPERIMENTS_A_BATCH = 10;

/** Deletes the oldest experiments that ended before this time, and notes which. */
export async function deleteOldExperiments(
  { storage, audit }: { storage: Storage; audit: AuditLog },
  endedBeforeMs: number
): Promise<{ more: boolean }> {
  return inTransaction(storage, async (trx) => {
    const old = await trx
      .selectFrom('experiments')
      .select('id')
      .where('state', 'in', [...FINAL_EXPERIMENT_STATES])
      .where('ended_at_ms', '<', endedBeforeMs)
      .orderBy('created_at_ms')
      .limit(EXPERIMENTS_A_BATCH)
      .forUpdate()
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return { more: false };
    await trx.deleteFrom('experiments').where('id', 'in', ids).execute();
    await audit.record(trx, {
      actor: 'controller',
      action: 'experiment.retention',
      objectKind: 'experiment',
      objectId: '*',
      before: { endedBefore: new Date(endedBeforeMs).toISOString(), ids },
    });
    return { more: ids.length === EXPERIMENTS_A_BATCH };
  });
}
