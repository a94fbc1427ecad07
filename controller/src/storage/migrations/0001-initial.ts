import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

// Times and counters are bigint: milliseconds pass 32 bits on PostgreSQL (SQLite has one integer type).
export const initial: Migration = {
  async up(db: Kysely<unknown>) {
    await createAgents(db);
    await createTasks(db);
  },
};

async function createAgents(db: Kysely<unknown>) {
  await db.schema
    .createTable('agents')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('node', 'text', (c) => c.notNull())
    .addColumn('machine_id', 'text', (c) => c.notNull().unique())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('capabilities_json', 'text', (c) => c.notNull())
    .addColumn('credential_hash', 'text', (c) => c.notNull())
    .addColumn('assignments_version', 'bigint', (c) => c.notNull())
    .addColumn('registered_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('inventory_targets')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('agent_id', 'text', (c) => c.notNull().references('agents.id').onDelete('cascade'))
    .addColumn('pid', 'bigint', (c) => c.notNull())
    .addColumn('start_time_ticks', 'text', (c) => c.notNull())
    .addColumn('service', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('process', 'text', (c) => c.notNull())
    .addColumn('container', 'text')
    .addColumn('cluster', 'text')
    .addColumn('namespace', 'text')
    .addColumn('workload', 'text')
    .addColumn('pod', 'text')
    .addColumn('verdict', 'text', (c) => c.notNull())
    .addColumn('reason_code', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('threads', 'bigint', (c) => c.notNull())
    .execute();
  await index(db, 'inventory_targets', ['agent_id']);
  await index(db, 'inventory_targets', ['service', 'id']);
}

async function createTasks(db: Kysely<unknown>) {
  await db.schema
    .createTable('tasks')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('selector_json', 'text', (c) => c.notNull())
    .addColumn('events_json', 'text', (c) => c.notNull())
    .addColumn('frequency_hz', 'bigint', (c) => c.notNull())
    .addColumn('duration_ms', 'bigint', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('started_at_ms', 'bigint')
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('cancel_requested_at_ms', 'bigint')
    .addColumn('cancelled_by', 'text')
    .execute();
  await index(db, 'tasks', ['created_at_ms', 'id']);
  await index(db, 'tasks', ['state', 'created_at_ms']);
  await createTaskTargets(db);
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('body_hash', 'text', (c) => c.notNull())
    .addColumn('task_id', 'text', (c) => c.notNull().references('tasks.id').onDelete('cascade'))
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['author', 'key'])
    .execute();
}

async function createTaskTargets(db: Kysely<unknown>) {
  await db.schema
    .createTable('task_targets')
    .addColumn('task_id', 'text', (c) => c.notNull().references('tasks.id').onDelete('cascade'))
    .addColumn('target_id', 'text', (c) => c.notNull())
    // No reference to agents: a task outlives the agent that ran it.
    .addColumn('agent_id', 'text', (c) => c.notNull())
    .addColumn('node', 'text', (c) => c.notNull())
    .addColumn('pid', 'bigint', (c) => c.notNull())
    .addColumn('start_time_ticks', 'text', (c) => c.notNull())
    .addColumn('service', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('process', 'text', (c) => c.notNull())
    .addColumn('container', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('assigned', 'bigint', (c) => c.notNull())
    .addColumn('delivered_at_ms', 'bigint')
    .addColumn('running_at_ms', 'bigint')
    .addColumn('elapsed_ms', 'bigint', (c) => c.notNull())
    .addColumn('samples_kept', 'bigint', (c) => c.notNull())
    .addColumn('samples_lost', 'bigint', (c) => c.notNull())
    .addColumn('switches', 'bigint', (c) => c.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('detail', 'text')
    .addColumn('profile_start_ms', 'bigint')
    .addColumn('profile_end_ms', 'bigint')
    .addPrimaryKeyConstraint('task_targets_pk', ['task_id', 'target_id'])
    .execute();
  await index(db, 'task_targets', ['agent_id', 'assigned']);
  await index(db, 'task_targets', ['state', 'assigned']);
}

function index(db: Kysely<unknown>, table: string, columns: string[]) {
  return db.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute();
}
