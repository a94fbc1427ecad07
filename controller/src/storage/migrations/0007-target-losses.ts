import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What each target lacks, by cause: JSON, because causes are the engine's and become more. */
export const targetLosses: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('task_targets')
      .addColumn('lost_json', 'text', (c) => c.notNull().defaultTo('{}'))
      .execute();
  },
};
