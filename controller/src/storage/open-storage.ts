import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts';
import { openNodeSqlite } from './node-sqlite-database.ts';
import type { Schema } from './schema.ts';

export type Storage = Kysely<Schema>;

/** Opens (and creates or migrates) the database. `:memory:` for tests. Throws if the file cannot be used. */
export async function openStorage(file: string): Promise<Storage> {
  const storage = new Kysely<Schema>({ dialect: new SqliteDialect({ database: openNodeSqlite(file) }) });
  const migrator = new Migrator({
    db: storage,
    provider: { getMigrations: () => Promise.resolve(ALL_MIGRATIONS) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await storage.destroy();
    throw new Error(`cannot bring the database ${file} to this version`, { cause: error });
  }
  return storage;
}
