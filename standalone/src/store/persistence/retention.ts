import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Retention } from '../store-config.ts';
import { databaseBytes } from './database.ts';
import type { LogFiles } from './log-files.ts';
import type { SeriesIndex } from './series-index.ts';

const MS_PER_HOUR = 3_600_000;
/** Profiles deleted in one transaction: few enough that exports wait only milliseconds. */
const BATCH = 100;
/** How long an id is remembered after its profile is gone. Senders give up resending after an hour. */
const KNOWN_ID_MS = 24 * MS_PER_HOUR;
const KNOWN_ID_SHORT_OF_SPACE_MS = MS_PER_HOUR;
const VACUUM_PAGES = 2000;

export interface Removed {
  profiles: number;
  logFiles: number;
}

/** Deletes the oldest arrivals until what is left is young and small enough. */
export class RetentionRun {
  readonly #database: DatabaseSync;
  readonly #series: SeriesIndex;
  readonly #logs: LogFiles;
  readonly #retention: Retention;

  constructor(options: { database: DatabaseSync; series: SeriesIndex; logs: LogFiles; retention: Retention }) {
    this.#database = options.database;
    this.#series = options.series;
    this.#logs = options.logs;
    this.#retention = options.retention;
  }

  usedBytes(): number {
    return databaseBytes(this.#database) + this.#logs.sizeBytes;
  }

  async run(nowMs: number): Promise<Removed> {
    const removed: Removed = { profiles: 0, logFiles: 0 };
    const oldestMs = nowMs - this.#retention.maxAgeHours * MS_PER_HOUR;
    await this.#byAge(oldestMs, removed);
    this.#forgetIds(nowMs - KNOWN_ID_MS);
    if (this.usedBytes() > this.#retention.maxBytes) this.#forgetIds(nowMs - KNOWN_ID_SHORT_OF_SPACE_MS);
    await this.#bySize(removed);
    if (removed.profiles > 0) await this.#giveSpaceBack();
    return removed;
  }

  async #byAge(oldestMs: number, removed: Removed): Promise<void> {
    for (;;) {
      const count = this.#deleteProfiles(oldestMs);
      removed.profiles += count;
      if (count < BATCH) break;
      await nextTurn();
    }
    // A file is done with once the file after it starts before the limit: then all its lines are older.
    while (this.#logs.files.length > 0 && logEndMs(this.#logs) < oldestMs) {
      await this.#logs.removeOldest();
      removed.logFiles++;
    }
  }

  async #bySize(removed: Removed): Promise<void> {
    while (this.usedBytes() > this.#retention.maxBytes) {
      const profileMs = this.#oldestProfileMs();
      const logMs = this.#logs.files[0]?.startMs ?? Infinity;
      if (profileMs === Infinity && logMs === Infinity) return;
      if (logMs < profileMs) {
        await this.#logs.removeOldest();
        removed.logFiles++;
      } else {
        removed.profiles += this.#deleteProfiles(Infinity);
      }
      await nextTurn();
    }
  }

  #oldestProfileMs(): number {
    const row = this.#database.prepare('SELECT min(arrived_ms) AS ms FROM profile').get();
    return (row?.['ms'] as number | null) ?? Infinity;
  }

  /** Deletes up to a batch of the oldest profiles that arrived before a time, and series that they leave empty. */
  #deleteProfiles(beforeMs: number): number {
    const rows = this.#database
      .prepare('SELECT id FROM profile WHERE arrived_ms < ? ORDER BY arrived_ms, id LIMIT ?')
      .all(beforeMs === Infinity ? Number.MAX_SAFE_INTEGER : beforeMs, BATCH);
    if (rows.length === 0) return 0;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const touched = new Set<number>();
      for (const row of rows) this.#deleteProfile(row['id'] as number, touched);
      const emptied = this.#emptySeries(touched);
      this.#database.exec('COMMIT');
      for (const id of emptied) this.#series.forget(id);
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    return rows.length;
  }

  #deleteProfile(id: number, touched: Set<number>): void {
    for (const row of this.#database.prepare('SELECT series FROM entry WHERE profile = ?').all(id)) {
      touched.add(row['series'] as number);
    }
    this.#database.prepare('DELETE FROM entry WHERE profile = ?').run(id);
    this.#database.prepare('DELETE FROM profile WHERE id = ?').run(id);
  }

  #emptySeries(touched: ReadonlySet<number>): number[] {
    const hasEntry = this.#database.prepare('SELECT 1 FROM entry WHERE series = ? LIMIT 1');
    const remove = this.#database.prepare('DELETE FROM series WHERE id = ?');
    const emptied = [...touched].filter((id) => hasEntry.get(id) === undefined);
    for (const id of emptied) remove.run(id);
    return emptied;
  }

  /** Profiles go in the order of their row numbers: those below the smallest left are gone. */
  #forgetIds(beforeMs: number): void {
    const smallest = this.#database.prepare('SELECT min(id) AS id FROM profile').get()?.['id'] as number | null;
    this.#database
      .prepare('DELETE FROM known_profile WHERE profile < ? AND arrived_ms < ?')
      .run(smallest ?? Number.MAX_SAFE_INTEGER, beforeMs);
  }

  async #giveSpaceBack(): Promise<void> {
    const statement = this.#database.prepare('PRAGMA freelist_count');
    const freePages = (): number => (statement.get()?.['freelist_count'] as number | undefined) ?? 0;
    for (let free = freePages(), before = Infinity; free > 0 && free < before; free = freePages()) {
      before = free;
      this.#database.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
      await nextTurn();
    }
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

function logEndMs(logs: LogFiles): number {
  return logs.files[1]?.startMs ?? logs.files[0]!.startMs + MS_PER_HOUR;
}
