import { type Kysely, sql } from 'kysely';
import { type DatabaseLocation, parseDatabaseUrl } from './database-url.ts';
import { migrate } from './migrate.ts';
import { openPostgres, type PostgresOptions } from './postgres-storage.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite-storage.ts';

export type Storage = Kysely<Schema>;

export type StorageOptions = Partial<PostgresOptions>;

const DEFAULTS: PostgresOptions = {
  poolSize: 10,
  statementTimeoutMs: 10_000,
  log: { info: () => undefined, warn: () => undefined },
};

/**
 * Opens, creates or migrates a database: the path of a SQLite file, `:memory:`, or a URL (database-url.ts). Throws if
 * it cannot be used.
 */
export function openStorage(database: string, options: StorageOptions = {}): Promise<Storage> {
  return openStorageAt(parseDatabaseUrl(database), options);
}

export async function openStorageAt(location: DatabaseLocation, options: StorageOptions = {}): Promise<Storage> {
  const settings = { ...DEFAULTS, ...options };
  if (location.kind === 'postgresql') {
    // Its own connection without a time limit: a migration may take long, and so may waiting for another replica's.
    const migrating = openPostgres(location.client, { ...settings, poolSize: 1, statementTimeoutMs: 0 });
    try {
      await requireVersion(migrating);
      await migrate(migrating);
    } catch (error) {
      throw new Error(`PostgreSQL at ${location.shown}`, { cause: error });
    } finally {
      await migrating.destroy();
    }
    return openPostgres(location.client, settings);
  }
  const storage = openSqlite(location.file);
  try {
    await migrate(storage);
  } catch (error) {
    await storage.destroy();
    throw error;
  }
  return storage;
}

/** The first with idle_session_timeout, which frees the leader's lock when its machine is gone. */
const OLDEST_POSTGRES = 14;

async function requireVersion(storage: Storage): Promise<void> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(storage);
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) >= OLDEST_POSTGRES) return;
  throw new Error(`PostgreSQL ${OLDEST_POSTGRES} or newer is needed; this is ${version}`);
}
