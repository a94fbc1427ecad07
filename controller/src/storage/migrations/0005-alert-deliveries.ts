import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const alertDeliveries: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('alert_deliveries')
      .addColumn('id', 'text', (c) => c.primaryKey())
      // Null in rejected requests; both databases let null stand any number of times in a unique column.
      .addColumn('alert_key', 'text', (c) => c.unique())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('outcome', 'text', (c) => c.notNull())
      .addColumn('reason_code', 'text')
      .addColumn('detail', 'text')
      .addColumn('alert_name', 'text', (c) => c.notNull())
      .addColumn('fingerprint', 'text', (c) => c.notNull())
      .addColumn('starts_at_ms', 'bigint')
      .addColumn('labels_json', 'text', (c) => c.notNull())
      .addColumn('used_labels_json', 'text', (c) => c.notNull())
      .addColumn('selector_json', 'text')
      .addColumn('task_body_json', 'text')
      .addColumn('notes_json', 'text', (c) => c.notNull())
      // No reference to tasks: a delivery outlives its task.
      .addColumn('task_id', 'text')
      .addColumn('request_hash', 'text', (c) => c.notNull())
      .addColumn('received_at_ms', 'bigint', (c) => c.notNull())
      .addColumn('last_received_at_ms', 'bigint', (c) => c.notNull())
      .addColumn('repeats', 'bigint', (c) => c.notNull())
      .addColumn('resolved_at_ms', 'bigint')
      .execute();
    for (const columns of [
      ['received_at_ms', 'id'],
      ['outcome', 'received_at_ms'],
    ]) {
      await db.schema
        .createIndex(`alert_deliveries_by_${columns.join('_')}`)
        .on('alert_deliveries')
        .columns(columns)
        .execute();
    }
    await db.schema
      .createTable('alert_cooldowns')
      .addColumn('target_id', 'text', (c) => c.primaryKey())
      .addColumn('until_ms', 'bigint', (c) => c.notNull())
      .execute();
  },
};
