import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type LockResult =
  | { readonly kind: 'held'; readonly release: () => void }
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly reason: string };

const SQLITE_BUSY = 5;

/**
 * Makes this process the folder's only writer. Node has no file locks, a pid file is wrong after a kill or in another
 * pid namespace; SQLite's exclusive lock is the kernel's, and ends with the process however it ends. The database stays
 * empty, and without a journal on disk.
 */
export function lockFolder(folder: string): LockResult {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = database;
    return { kind: 'held', release: () => held.close() };
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return { kind: 'taken' };
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
