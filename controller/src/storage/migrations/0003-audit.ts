import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { isPostgres } from '../dialect.ts';

/**
 * The audit log. Append-only in the database too: triggers refuse every update, and the deletion of entries that the
 * retention (audit_retention.kept_from_ms) keeps. That holds against mistakes and injected statements; whoever may
 * drop triggers can still do anything.
 */
export const audit: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('audit_entries')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('at_ms', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addColumn('action', 'text', (c) => c.notNull())
      .addColumn('object_kind', 'text', (c) => c.notNull())
      .addColumn('object_id', 'text', (c) => c.notNull())
      .addColumn('before_json', 'text')
      .addColumn('after_json', 'text')
      .execute();
    for (const columns of [['at_ms'], ['object_kind', 'object_id', 'at_ms'], ['actor', 'at_ms']]) {
      const name = `audit_entries_by_${columns.join('_')}`;
      await db.schema
        .createIndex(name)
        .on('audit_entries')
        .columns([...columns, 'id'])
        .execute();
    }
    await db.schema
      .createTable('audit_retention')
      .addColumn('id', 'bigint', (c) => c.primaryKey())
      .addColumn('kept_from_ms', 'bigint', (c) => c.notNull())
      .execute();
    await sql`insert into audit_retention (id, kept_from_ms) values (1, 0)`.execute(db);
    for (const statement of isPostgres(db) ? POSTGRES_TRIGGERS : SQLITE_TRIGGERS) await statement.execute(db);
  },
};

const SQLITE_TRIGGERS = [
  sql`create trigger audit_entries_update before update on audit_entries
    begin select raise(abort, 'audit entries are append-only'); end`,
  // "insert or replace" is a deletion that fires no delete trigger.
  sql`create trigger audit_entries_replace before insert on audit_entries
    when exists (select 1 from audit_entries where id = new.id)
    begin select raise(abort, 'audit entries are append-only'); end`,
  sql`create trigger audit_entries_delete before delete on audit_entries
    when old.at_ms >= (select coalesce(max(kept_from_ms), 0) from audit_retention)
    begin select raise(abort, 'audit entries are append-only'); end`,
];

const POSTGRES_TRIGGERS = [
  sql`create function audit_entries_are_append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        if old.at_ms < (select coalesce(max(kept_from_ms), 0) from audit_retention) then
          return old;
        end if;
      end if;
      raise exception 'audit entries are append-only';
    end $$`,
  sql`create trigger audit_entries_change before update or delete on audit_entries
    for each row execute function audit_entries_are_append_only()`,
  sql`create trigger audit_entries_truncate before truncate on audit_entries
    for each statement execute function audit_entries_are_append_only()`,
];
