import type { AuditLog } from '../audit/audit-log.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';

const ENTRIES_A_BATCH = 1_000;

/**
 * Deletes the oldest audit entries from before this time. The database refuses to, unless audit_retention says that
 * they may go; that they do is an entry itself.
 */
export async function deleteOldAuditEntries(
  { storage, audit }: { storage: Storage; audit: AuditLog },
  keptFromMs: number
): Promise<{ more: boolean }> {
  return inTransaction(storage, async (trx) => {
    const old = await trx
      .selectFrom('audit_entries')
      .select('id')
      .where('at_ms', '<', keptFromMs)
      .orderBy('at_ms')
      .limit(ENTRIES_A_BATCH)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return { more: false };
    await trx
      .updateTable('audit_retention')
      .set({ kept_from_ms: keptFromMs })
      .where('kept_from_ms', '<', keptFromMs)
      .execute();
    await trx.deleteFrom('audit_entries').where('id', 'in', ids).execute();
    const before = { keptFrom: new Date(keptFromMs).toISOString(), entries: ids.length };
    await audit.record(trx, {
      actor: 'controller',
      action: 'audit.retention',
      objectKind: 'audit',
      objectId: '*',
      before,
    });
    return { more: ids.length === ENTRIES_A_BATCH };
  });
}
