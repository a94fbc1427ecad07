import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { openController, showTask } from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { migrate } from './migrate.ts';
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts';
import { openStorage } from './open-storage.ts';
import { openPostgres } from './postgres-storage.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite-storage.ts';

const NAMES = Object.keys(ALL_MIGRATIONS);

describe('migrations', () => {
  it('are in the order of their names, as they are applied', () => {
    assert.deepEqual(NAMES, [...NAMES].sort());
  });

  forEachDatabase((databases) => {
    for (const [index, name] of NAMES.entries()) {
      it(`lead from ${name} to today, and keep what is stored`, async () => {
        const database = await databases.create();
        const old = openUnmigrated(database);
        await migrate(old, Object.fromEntries(Object.entries(ALL_MIGRATIONS).slice(0, index + 1)));
        if (index === 0) await insertTask(old);
        await old.destroy();

        const storage = await openStorage(database);
        const fresh = await openStorage(await databases.create());
        assert.deepEqual(await tablesOf(storage), await tablesOf(fresh));
        await storage.destroy();
        await fresh.destroy();
        if (index === 0) await checkTask(database);
      });
    }

    it('change nothing of a database that a newer version has used', async () => {
      const database = await databases.create();
      const newer = openUnmigrated(database);
      await migrate(newer, { ...ALL_MIGRATIONS, '9999-newer': { up: () => Promise.resolve() } });
      await newer.destroy();
      await assert.rejects(openStorage(database), (error: Error) => {
        const message = error.cause instanceof Error ? error.cause.message : error.message;
        assert.match(message, /a newer version has used this database/);
        return true;
      });
    });
  });
});

const NO_LOG = { info: () => undefined, warn: () => undefined };

function openUnmigrated(database: string): Kysely<Schema> {
  const location = parseDatabaseUrl(database);
  if (location.kind === 'sqlite') return openSqlite(location.file);
  return openPostgres(location.client, { poolSize: 1, statementTimeoutMs: 0, log: NO_LOG });
}

async function tablesOf(storage: Kysely<Schema>) {
  const tables = await storage.introspection.getTables();
  const names = tables.map(({ name, columns }) => [name, columns.map((column) => `${column.name} ${column.dataType}`)]);
  return names.sort();
}

/** As the first version wrote it. */
async function insertTask(storage: Kysely<Schema>): Promise<void> {
  await sql`insert into agents (id, node, machine_id, version, capabilities_json, credential_hash, assignments_version,
    registered_at_ms, last_seen_at_ms) values ('a', 'n', 'm', '0.1.0', '[]', 'x', 1, 1, 1)`.execute(storage);
  await sql`insert into tasks (id, title, selector_json, events_json, frequency_hz, duration_ms, origin, author, state,
    created_at_ms, started_at_ms, ended_at_ms) values ('t', 'old', '{"process":"envoy"}', '["on-cpu"]', 99, 10000, 'user',
    'ann', 'completed', 1000, 2000, 12000)`.execute(storage);
  await sql`insert into task_targets (task_id, target_id, agent_id, node, pid, start_time_ticks, service, role, process,
    state, assigned, elapsed_ms, samples_kept, samples_lost, switches) values ('t', 'a:1:1', 'a', 'n', 1, '1', 's',
    'envoy', 'envoy', 'completed', 0, 10000, 990, 0, 5)`.execute(storage);
}

async function checkTask(database: string): Promise<void> {
  await using under = await openController({ database });
  const task = await showTask(under, 't');
  assert.deepEqual([task.title, task.state, task.frequencyHz], ['old', 'completed', 99]);
  assert.deepEqual(
    task.targets.map(({ id, state, progress }) => [id, state, progress.samplesKept]),
    [['a:1:1', 'completed', 990]]
  );
}
