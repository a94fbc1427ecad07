import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { forEachDatabase } from '../testing/each-database.ts';
import { openStorage } from '../storage/open-storage.ts';
import { AuditLog } from './audit-log.ts';

const ENTRY = { actor: 'somebody', action: 'task.cancel', objectKind: 'task', objectId: 't' };

describe('the audit log', () =>
  forEachDatabase((databases) => {
    it('keeps entries in order, with what was and what is', async () => {
      const storage = await openStorage(await databases.create());
      const log = new AuditLog(() => 5);
      await storage.transaction().execute(async (trx) => {
        await log.record(trx, { ...ENTRY, after: { title: 'a' } });
        await log.record(trx, { ...ENTRY, before: { title: 'a' }, after: { title: 'b' } });
      });
      const rows = await storage.selectFrom('audit_entries').selectAll().orderBy('id').execute();
      assert.deepEqual(
        rows.map(({ at_ms, before_json, after_json }) => [at_ms, before_json, after_json]),
        [
          [5, null, '{"title":"a"}'],
          [5, '{"title":"a"}', '{"title":"b"}'],
        ]
      );
      await storage.destroy();
    });

    it('is stored with the change or not at all', async () => {
      const storage = await openStorage(await databases.create());
      const change = storage.transaction().execute(async (trx) => {
        await new AuditLog(Date.now).record(trx, ENTRY);
        throw new Error('the change failed');
      });
      await assert.rejects(change, /the change failed/);
      assert.deepEqual(await storage.selectFrom('audit_entries').selectAll().execute(), []);
      await storage.destroy();
    });

    it('notes an object that is too large by its size', async () => {
      const storage = await openStorage(await databases.create());
      const after = { text: 'é'.repeat(100_000) };
      await storage.transaction().execute((trx) => new AuditLog(Date.now).record(trx, { ...ENTRY, after }));
      const row = await storage.selectFrom('audit_entries').selectAll().executeTakeFirstOrThrow();
      assert.equal(row.after_json, '{"omittedBytes":200011}');
      await storage.destroy();
    });

    it('is append-only in the database itself, but for what the retention gave up', async () => {
      const storage = await openStorage(await databases.create());
      const log = new AuditLog(() => 5);
      await storage.transaction().execute((trx) => log.record(trx, ENTRY));
      const row = await storage.selectFrom('audit_entries').selectAll().executeTakeFirstOrThrow();
      const refusal = /append-only/;
      await assert.rejects(storage.updateTable('audit_entries').set({ actor: 'other' }).execute(), refusal);
      await assert.rejects(storage.deleteFrom('audit_entries').execute(), refusal);
      if (databases.kind === 'sqlite') {
        await assert.rejects(storage.replaceInto('audit_entries').values(row).execute(), refusal);
      } else {
        await assert.rejects(sql`truncate audit_entries`.execute(storage), refusal);
      }
      await storage.updateTable('audit_retention').set({ kept_from_ms: 5 }).execute();
      await assert.rejects(storage.deleteFrom('audit_entries').execute(), refusal);
      await storage.updateTable('audit_retention').set({ kept_from_ms: 6 }).execute();
      await storage.deleteFrom('audit_entries').execute();
      await storage.destroy();
    });
  }));
