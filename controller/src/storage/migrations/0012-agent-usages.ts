import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What agents take and lost: written every few seconds, so a table of its own beside the agents' rows. */
export const agentUsages: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('agent_usages')
      .addColumn('agent_id', 'text', (c) => c.primaryKey())
      .addColumn('usage_json', 'text', (c) => c.notNull())
      .addColumn('reported_at_ms', 'bigint', (c) => c.notNull())
      .execute();
  },
};
