import type { DatabaseSync } from 'node:sqlite';
import { isDiskError } from './database.ts';
import type { PreparedProfile, WriteResult } from './prepared-profile.ts';
import type { SeriesIndex } from './series-index.ts';

/** What became of an export: a result for each of its profiles, or nothing was kept because the disk failed. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly results: readonly WriteResult[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

interface Pending {
  readonly profiles: readonly PreparedProfile[];
  readonly sizeBytes: number;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes exports durably. Those that arrive together share one transaction and so one flush of the disk; each is
 * answered after the commit. All of an export is kept or nothing of it.
 */
export class ProfileWriter {
  readonly #database: DatabaseSync;
  readonly #series: SeriesIndex;
  readonly #maxPendingBytes: number;
  readonly #insert: ReturnType<typeof insertStatements>;
  #pending: Pending[] = [];
  #pendingBytes = 0;
  #closed = false;

  constructor(options: { database: DatabaseSync; series: SeriesIndex; maxPendingBytes: number }) {
    this.#database = options.database;
    this.#series = options.series;
    this.#maxPendingBytes = options.maxPendingBytes;
    this.#insert = insertStatements(options.database);
  }

  write(profiles: readonly PreparedProfile[]): Promise<WriteOutcome> {
    const sizeBytes = profiles.reduce((sum, { body }) => sum + body.length, 0);
    if (this.#closed) return Promise.resolve({ kind: 'unavailable', reason: 'the store is shutting down' });
    if (this.#pendingBytes > 0 && this.#pendingBytes + sizeBytes > this.#maxPendingBytes) {
      return Promise.resolve({ kind: 'unavailable', reason: 'too many exports wait for the disk' });
    }
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => this.flush());
      this.#pending.push({ profiles, sizeBytes, resolve, reject });
      this.#pendingBytes += sizeBytes;
    });
  }

  /** Commits what waits. */
  flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (batch.length === 0) return;
    try {
      const outcomes = this.#commit(batch);
      batch.forEach(({ resolve }, index) => resolve({ kind: 'written', results: outcomes[index]! }));
    } catch (error) {
      if (isDiskError(error)) {
        const reason = `the disk does not take the data: ${error instanceof Error ? error.message : String(error)}`;
        for (const { resolve } of batch) resolve({ kind: 'unavailable', reason });
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  close(): void {
    this.flush();
    this.#closed = true;
  }

  #commit(batch: readonly Pending[]): WriteResult[][] {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const arrivedMs = Date.now();
      const outcomes = batch.map(({ profiles }) => profiles.map((profile) => this.#store(profile, arrivedMs)));
      this.#database.exec('COMMIT');
      this.#series.commit();
      return outcomes;
    } catch (error) {
      this.#series.rollback();
      // After a failed commit or a full disk SQLite may have rolled back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #store(profile: PreparedProfile, arrivedMs: number): WriteResult {
    const { profileId } = profile;
    if (profileId !== null && this.#insert.find.get(profileId) !== undefined) return { kind: 'duplicate' };
    const ids: number[] = [];
    for (const { labels } of profile.series) {
      const id = this.#series.idOf(labels);
      if (id === null) return { kind: 'refused', reason: 'the store has as many series as its limit allows' };
      ids.push(id);
    }
    const inserted = this.#insert.profile.run(arrivedMs, profile.durationMs, profile.body);
    const row = Number(inserted.lastInsertRowid);
    profile.series.forEach(({ total }, set) => {
      this.#insert.entry.run(ids[set]!, profile.timeMs, row, set, total);
    });
    if (profileId !== null) this.#insert.known.run(profileId, arrivedMs, row);
    return { kind: 'stored' };
  }
}

function insertStatements(database: DatabaseSync) {
  return {
    find: database.prepare('SELECT 1 FROM known_profile WHERE profile_id = ?'),
    known: database.prepare('INSERT INTO known_profile (profile_id, arrived_ms, profile) VALUES (?, ?, ?)'),
    profile: database.prepare('INSERT INTO profile (arrived_ms, duration_ms, body) VALUES (?, ?, ?)'),
    entry: database.prepare('INSERT INTO entry (series, time_ms, profile, value_set, total) VALUES (?, ?, ?, ?, ?)'),
  };
}
