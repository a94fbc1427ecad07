import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/**
 * Node's built-in SQLite in the shape that kysely's SQLite dialect expects (a subset of better-sqlite3's interface).
 * That keeps kysely's own, well tested driver and needs no native npm package.
 */
export function openNodeSqlite(file: string): SqliteDatabase {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  // WAL lets a backup read while we write; FULL makes an answered request survive a power cut.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = sql === 'rollback' ? rollbackOf(database) : adapt(database.prepare(sql));
      if (prepared.size >= STATEMENT_CACHE_SIZE) prepared.clear();
      prepared.set(sql, statement);
      return statement;
    },
  };
}

/** Another process (a backup, the sqlite3 shell) may hold the lock for a moment. */
const BUSY_TIMEOUT_MS = 5_000;

/** Queries differ by their number of `in (…)` values, so the set of statements has no natural bound. */
const STATEMENT_CACHE_SIZE = 256;

/** SQLite ends a transaction by itself when, say, the disk is full; that is what the caller is to hear, not this. */
function rollbackOf(database: DatabaseSync): SqliteStatement {
  const rollback = adapt(database.prepare('rollback'));
  return { ...rollback, run: (parameters) => (database.isTransaction ? rollback.run(parameters) : NOTHING_DONE) };
}

const NOTHING_DONE = { changes: 0, lastInsertRowid: 0 };

function adapt(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
