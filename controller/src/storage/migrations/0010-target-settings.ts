import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a proxy's configuration said while it was profiled: a table of its own, so that lists of tasks do not carry it. */
export const targetSettings: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('target_settings')
      .addColumn('task_id', 'text', (c) => c.notNull().references('tasks.id').onDelete('cascade'))
      .addColumn('target_id', 'text', (c) => c.notNull())
      .addColumn('settings_json', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('target_settings_pk', ['task_id', 'target_id'])
      .execute();
  },
};
