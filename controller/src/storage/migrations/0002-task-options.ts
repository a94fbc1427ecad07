import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What issue 5 adds to tasks: options, start times, windows for processes that join, labels to find them by, schedules. */
export const taskOptions: Migration = {
  async up(db: Kysely<unknown>) {
    await extendTasks(db);
    await extendTargets(db);
    await createTaskLabels(db);
    await createSchedules(db);
    await describeOldTasks(db as Kysely<OldSchema>);
  },
};

async function extendTasks(db: Kysely<unknown>) {
  const tasks = () => db.schema.alterTable('tasks');
  await tasks()
    .addColumn('note', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await tasks()
    .addColumn('tags_json', 'text', (c) => c.notNull().defaultTo('[]'))
    .execute();
  await tasks().addColumn('off_cpu_json', 'text').execute();
  await tasks()
    .addColumn('max_targets', 'bigint', (c) => c.notNull().defaultTo(10_000))
    .execute();
  await tasks().addColumn('agent_cpu_percent', 'bigint').execute();
  await tasks()
    .addColumn('before_ms', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await tasks().addColumn('cause_json', 'text').execute();
  await tasks().addColumn('schedule_id', 'text').execute();
  await tasks().addColumn('copy_of', 'text').execute();
  await tasks()
    .addColumn('start_at_ms', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await tasks()
    .addColumn('assembled', 'bigint', (c) => c.notNull().defaultTo(1))
    .execute();
  await tasks()
    .addColumn('window_end_ms', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  // Nothing joins a task of an older version, which knew no window.
  await tasks()
    .addColumn('window_closed', 'bigint', (c) => c.notNull().defaultTo(1))
    .execute();
  await tasks()
    .addColumn('left_out_json', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute();
  await index(db, 'tasks', ['window_closed', 'start_at_ms']);
  await index(db, 'tasks', ['schedule_id', 'start_at_ms']);
}

async function extendTargets(db: Kysely<unknown>) {
  const targets = () => db.schema.alterTable('task_targets');
  await targets()
    .addColumn('start_at_ms', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await targets()
    .addColumn('duration_ms', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
}

async function createTaskLabels(db: Kysely<unknown>) {
  await db.schema
    .createTable('task_labels')
    .addColumn('task_id', 'text', (c) => c.notNull().references('tasks.id').onDelete('cascade'))
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('task_labels_pk', ['task_id', 'label', 'value'])
    .execute();
  await index(db, 'task_labels', ['label', 'value', 'task_id']);
}

async function createSchedules(db: Kysely<unknown>) {
  await db.schema
    .createTable('schedules')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('cron', 'text', (c) => c.notNull())
    .addColumn('time_zone', 'text', (c) => c.notNull())
    .addColumn('enabled', 'bigint', (c) => c.notNull())
    .addColumn('task_json', 'text', (c) => c.notNull())
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('next_at_ms', 'bigint')
    .addColumn('last_at_ms', 'bigint')
    .addColumn('last_task_id', 'text')
    .addColumn('last_reason_code', 'text')
    .addColumn('skipped', 'bigint', (c) => c.notNull())
    .execute();
  await index(db, 'schedules', ['next_at_ms']);
}

async function describeOldTasks(db: Kysely<OldSchema>) {
  const tasks = await db.selectFrom('tasks').select(['id', 'created_at_ms', 'duration_ms', 'selector_json']).execute();
  for (const { id, created_at_ms, duration_ms, selector_json } of tasks) {
    const times = { start_at_ms: created_at_ms, window_end_ms: Number(created_at_ms) + Number(duration_ms) };
    await db.updateTable('tasks').set(times).where('id', '=', id).execute();
    await db
      .updateTable('task_targets')
      .set({ start_at_ms: created_at_ms, duration_ms })
      .where('task_id', '=', id)
      .execute();
    for (const [label, matcher] of Object.entries(JSON.parse(selector_json) as OldSelector)) {
      const value = typeof matcher === 'object' ? (matcher.op === '=' ? matcher.value : undefined) : String(matcher);
      if (value !== undefined) await db.insertInto('task_labels').values({ task_id: id, label, value }).execute();
    }
  }
}

/** What this migration needs to know of the tables; those of later versions may differ. */
interface OldSchema {
  tasks: {
    id: string;
    created_at_ms: number;
    duration_ms: number;
    selector_json: string;
    start_at_ms: number;
    window_end_ms: number;
  };
  task_targets: { task_id: string; start_at_ms: number; duration_ms: number };
  task_labels: { task_id: string; label: string; value: string };
}

type OldSelector = Record<string, string | number | { op: string; value: string }>;

function index(db: Kysely<unknown>, table: string, columns: string[]) {
  return db.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute();
}
