import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Join tokens with limits; credentials that can be rotated and revoked; what agents say about themselves. */
export const agentCredentials: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('join_tokens')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull())
      .addColumn('uses', 'bigint', (c) => c.notNull())
      .addColumn('max_uses', 'bigint')
      .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull())
      .addColumn('expires_at_ms', 'bigint')
      .addColumn('last_used_at_ms', 'bigint')
      .addColumn('revoked_at_ms', 'bigint')
      .addColumn('revoked_by', 'text')
      .execute();
    // One statement a column: SQLite adds only one at a time.
    const columns = [
      ['next_credential_hash', 'text'],
      ['rotation_requested_at_ms', 'bigint'],
      ['revoked_at_ms', 'bigint'],
      ['revoked_by', 'text'],
      ['join_token_id', 'text'],
      ['inventory_version', 'text'],
      ['facts_json', 'text'],
    ] as const;
    for (const [name, type] of columns) await db.schema.alterTable('agents').addColumn(name, type).execute();
  },
};
