import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Experiments; what they measured and found is in tables of its own, so that lists do not carry it. */
export const experiments: Migration = {
  async up(db: Kysely<unknown>) {
    await createExperiments(db);
    await createResults(db);
    // A row is a lock: of a node, or of a target. The primary key is what keeps two replicas from giving it twice.
    await db.schema
      .createTable('experiment_leases')
      .addColumn('lease', 'text', (c) => c.primaryKey())
      .addColumn('experiment_id', 'text', (c) => c.notNull().references('experiments.id').onDelete('cascade'))
      .addColumn('since_ms', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('experiment_leases_by_experiment_id')
      .on('experiment_leases')
      .column('experiment_id')
      .execute();
    await db.schema
      .createTable('experiment_keys')
      .addColumn('author', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('body_hash', 'text', (c) => c.notNull())
      .addColumn('experiment_id', 'text', (c) => c.notNull().references('experiments.id').onDelete('cascade'))
      .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('experiment_keys_pk', ['author', 'key'])
      .execute();
  },
};

async function createExperiments(db: Kysely<unknown>) {
  await db.schema
    .createTable('experiments')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('node', 'text', (c) => c.notNull())
    .addColumn('target_key', 'text', (c) => c.notNull())
    .addColumn('variants_json', 'text', (c) => c.notNull())
    .addColumn('spec_json', 'text', (c) => c.notNull())
    .addColumn('seed', 'bigint', (c) => c.notNull())
    .addColumn('plan_json', 'text', (c) => c.notNull())
    .addColumn('copy_of', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('agent_order', 'text', (c) => c.notNull())
    .addColumn('ordered_by', 'text')
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('approved_by', 'text')
    .addColumn('approved_at_ms', 'bigint')
    // No reference to agents: an experiment outlives the agent that ran it.
    .addColumn('agent_id', 'text')
    .addColumn('delivered_at_ms', 'bigint')
    .addColumn('sequence', 'bigint', (c) => c.notNull())
    .addColumn('started_at_ms', 'bigint')
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('progress_json', 'text')
    .addColumn('abort_reason', 'text')
    .addColumn('detail', 'text')
    .execute();
  for (const columns of [
    ['created_at_ms', 'id'],
    ['state', 'created_at_ms'],
    ['agent_id', 'state'],
  ]) {
    await db.schema
      .createIndex(`experiments_by_${columns.join('_')}`)
      .on('experiments')
      .columns(columns)
      .execute();
  }
}

async function createResults(db: Kysely<unknown>) {
  await db.schema
    .createTable('experiment_slots')
    .addColumn('experiment_id', 'text', (c) => c.notNull().references('experiments.id').onDelete('cascade'))
    .addColumn('phase', 'text', (c) => c.notNull())
    .addColumn('block', 'bigint', (c) => c.notNull())
    .addColumn('slot', 'bigint', (c) => c.notNull())
    .addColumn('attempt', 'bigint', (c) => c.notNull())
    .addColumn('slot_json', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('experiment_slots_pk', ['experiment_id', 'phase', 'block', 'slot', 'attempt'])
    .execute();
  await db.schema
    .createTable('experiment_reports')
    .addColumn('experiment_id', 'text', (c) => c.primaryKey().references('experiments.id').onDelete('cascade'))
    .addColumn('report_json', 'text', (c) => c.notNull())
    .execute();
}
