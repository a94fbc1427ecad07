import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA_VERSION = 1;

/**
 * `entry` is the index: which series has a value in which profile, and when. A profile's stacks and values are one
 * packed blob (`profile-body.ts`). `known_profile` outlives the profiles, so that one sent again after a lost
 * acknowledgement is recognised even where the retention has already taken it. Times are Unix milliseconds.
 */
const SCHEMA = `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    labels TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE profile (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    arrived_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX profile_by_arrival ON profile (arrived_ms);
  CREATE TABLE entry (
    series INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    profile INTEGER NOT NULL,
    value_set INTEGER NOT NULL,
    total REAL NOT NULL,
    PRIMARY KEY (series, time_ms, profile)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entry_by_profile ON entry (profile);
  CREATE TABLE known_profile (
    profile_id BLOB PRIMARY KEY,
    arrived_ms INTEGER NOT NULL,
    profile INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX known_profile_by_profile ON known_profile (profile);
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** The start failed for a reason that the user can act on. */
export class StoreOpenError extends Error {}

/**
 * Opens the database in `dataDir`, making both if need be. Durable: a commit returns once the log is on disk
 * (`synchronous = FULL`). Locked for this process; a lock left by a killed process ends with it.
 */
export function openDatabase(dataDir: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(dataDir, 'profiles.sqlite'));
    prepare(database);
    return database;
  } catch (error) {
    database?.close();
    throw new StoreOpenError(openProblem(dataDir, error), { cause: error });
  }
}

function prepare(database: DatabaseSync): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  // Must come before the first table: lets the retention give space back without rewriting the file.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA journal_size_limit = 16777216');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version !== 0 && version !== SCHEMA_VERSION) {
    throw new Error(`its schema version ${version} is not the ${SCHEMA_VERSION} of this program`);
  }
  // A write takes the lock now instead of at the first export.
  database.exec('BEGIN IMMEDIATE');
  if (version === 0) database.exec(SCHEMA);
  database.exec('COMMIT');
}

function openProblem(dataDir: string, error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  if (isSqliteError(error, SQLITE_BUSY)) return `${dataDir} is in use by another process of this store`;
  return `the profile store cannot open ${dataDir}: ${detail}`;
}

export const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

/** Compares the primary code: extended ones have it in their low byte. */
export function isSqliteError(error: unknown, ...codes: readonly number[]): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  return codes.includes(error.errcode & 0xff);
}

/** True for failures of the disk (full, or an I/O error), which may pass. */
export function isDiskError(error: unknown): boolean {
  return isSqliteError(error, SQLITE_FULL, SQLITE_IOERR);
}

/** Space that rows take: pages in use, without those that are free for reuse. */
export function databaseBytes(database: DatabaseSync): number {
  const read = (pragma: string): number => Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] as number;
  return (read('page_count') - read('freelist_count')) * read('page_size');
}
