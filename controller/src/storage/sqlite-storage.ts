import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { openNodeSqlite } from './node-sqlite-database.ts';
import { WithoutRowLocks } from './row-locks.ts';
import type { Schema } from './schema.ts';

/** `:memory:` for tests. Throws if the file cannot be used. */
export function openSqlite(file: string): Kysely<Schema> {
  const dialect = new TransactionalDdl({ database: openNodeSqlite(file) });
  return new Kysely<Schema>({ dialect, plugins: [new WithoutRowLocks()] });
}

/**
 * SQLite can change its schema inside a transaction; kysely leaves that out for migrations that turn foreign keys off.
 * Ours do not, and a process killed in the middle of one must leave the schema as it was.
 */
class TransactionalDdl extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
