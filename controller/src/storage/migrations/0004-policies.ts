import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const policies: Migration = {
  async up(db: Kysely<unknown>) {
    await createPolicies(db);
    await createTargets(db);
    await createFirings(db);
    await createQuestions(db);
  },
};

async function createPolicies(db: Kysely<unknown>) {
  await db.schema
    .createTable('policies')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('enabled', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('rule_json', 'text', (c) => c.notNull())
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('updated_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('updated_by', 'text', (c) => c.notNull())
    .addColumn('targets_stale', 'bigint', (c) => c.notNull())
    .addColumn('evaluated_at_ms', 'bigint')
    .addColumn('problem', 'text')
    .addColumn('problem_since_ms', 'bigint')
    .execute();
  await index(db, 'policies', ['created_at_ms', 'id']);
}

async function createTargets(db: Kysely<unknown>) {
  await db.schema
    .createTable('policy_targets')
    .addColumn('policy_id', 'text', (c) => c.notNull().references('policies.id').onDelete('cascade'))
    .addColumn('target_id', 'text', (c) => c.notNull())
    .addColumn('agent_id', 'text', (c) => c.notNull().references('agents.id').onDelete('cascade'))
    .addColumn('node', 'text', (c) => c.notNull())
    .addColumn('pid', 'bigint', (c) => c.notNull())
    .addColumn('start_time_ticks', 'text', (c) => c.notNull())
    .addColumn('service', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('process', 'text', (c) => c.notNull())
    .addColumn('container', 'text')
    .addColumn('assigned', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('frequency_hz', 'bigint')
    .addColumn('reason_code', 'text')
    .addColumn('detail', 'text')
    .addColumn('changed_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('policy_targets_pk', ['policy_id', 'target_id'])
    .execute();
  await index(db, 'policy_targets', ['agent_id']);
}

async function createFirings(db: Kysely<unknown>) {
  await db.schema
    .createTable('policy_firings')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('policy_id', 'text', (c) => c.notNull().references('policies.id').onDelete('cascade'))
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('last_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('repeats', 'bigint', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('reading_json', 'text', (c) => c.notNull())
    .addColumn('began_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('selector_json', 'text', (c) => c.notNull())
    // No reference to tasks: a firing says what happened, also after its task is deleted.
    .addColumn('task_id', 'text')
    .addColumn('detail', 'text')
    .execute();
  await index(db, 'policy_firings', ['policy_id', 'at_ms', 'id']);
  await index(db, 'policy_firings', ['policy_id', 'subject', 'at_ms']);
  await index(db, 'policy_firings', ['outcome']);
}

async function createQuestions(db: Kysely<unknown>) {
  await db.schema
    .createTable('watch_questions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('question_json', 'text', (c) => c.notNull())
    .addColumn('expires_at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('watch_answers')
    .addColumn('question_id', 'text', (c) => c.notNull().references('watch_questions.id').onDelete('cascade'))
    .addColumn('agent_id', 'text', (c) => c.notNull())
    .addColumn('answer_json', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('watch_answers_pk', ['question_id', 'agent_id'])
    .execute();
}

function index(db: Kysely<unknown>, table: string, columns: string[]) {
  return db.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute();
}
