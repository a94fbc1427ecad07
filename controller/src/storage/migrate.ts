import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts';
import type { Schema } from './schema.ts';

/**
 * Brings the schema to this version, in one transaction: killed at any statement, it has done nothing. On PostgreSQL
 * kysely holds an advisory lock meanwhile, so that replicas that start together take turns.
 */
export async function migrate(storage: Kysely<Schema>, migrations: Record<string, Migration> = ALL_MIGRATIONS) {
  const migrator = new Migrator({
    db: storage,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const isNewer = error instanceof Error && error.message.startsWith('corrupted migrations');
  if (!isNewer) throw new Error('cannot bring the database to this version', { cause: error });
  throw new Error('a newer version has used this database; run that version, or restore a backup from before it');
}
