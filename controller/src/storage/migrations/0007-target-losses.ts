import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What each target lacks, by cause: JSON, because causes are the engine's and become more. And what its session tells
 * beside its profiles: a table of its own, so that lists of tasks do not carry it.
 */
export const targetLosses: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('task_targets')
      .addColumn('lost_json', 'text', (c) => c.notNull().defaultTo('{}'))
      .execute();
    await db.schema
      .createTable('target_summaries')
      .addColumn('task_id', 'text', (c) => c.notNull().references('tasks.id').onDelete('cascade'))
      .addColumn('target_id', 'text', (c) => c.notNull())
      .addColumn('summary_json', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('target_summaries_pk', ['task_id', 'target_id'])
      .execute();
  },
};
