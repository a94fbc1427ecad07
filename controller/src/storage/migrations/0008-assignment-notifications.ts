import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { isPostgres } from '../dialect.ts';
import { ASSIGNMENTS_CHANNEL } from '../replica-session.ts';

/**
 * PostgreSQL tells every replica of each change of an agent's assignments when it is committed, so that the one which
 * that agent waits at can answer. SQLite has one controller, which knows.
 */
export const assignmentNotifications: Migration = {
  async up(db: Kysely<unknown>) {
    if (!isPostgres(db)) return;
    await sql`create function notify_assignments_changed() returns trigger language plpgsql as $$
      begin
        perform pg_notify(${sql.lit(ASSIGNMENTS_CHANNEL)}, new.id);
        return null;
      end $$`.execute(db);
    await sql`create trigger agents_assignments_changed after update of assignments_version on agents
      for each row when (old.assignments_version is distinct from new.assignments_version)
      execute function notify_assignments_changed()`.execute(db);
  },
};
