import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Labels, labelsKey, PROFILE_TYPE_LABEL } from '../labels.ts';

export interface Series {
  readonly id: number;
  readonly labels: ReadonlyMap<string, string>;
  /** '' never occurs: every series has a profile type. */
  readonly profileType: string;
}

/**
 * Every series that has a profile, in memory: there are thousands at most, and every query selects among them.
 * Changes inside a transaction are taken back with `rollback()`.
 */
export class SeriesIndex {
  readonly #byKey = new Map<string, Series>();
  readonly #byId = new Map<number, Series>();
  readonly #insert: StatementSync;
  readonly #maxSeries: number;
  #uncommitted: string[] = [];

  constructor(database: DatabaseSync, maxSeries: number) {
    this.#maxSeries = maxSeries;
    this.#insert = database.prepare('INSERT INTO series (labels) VALUES (?)');
    for (const row of database.prepare('SELECT id, labels FROM series').iterate()) {
      const { id, labels } = row as { id: number; labels: string };
      this.#add(id, labels, JSON.parse(labels) as Labels);
    }
  }

  get size(): number {
    return this.#byKey.size;
  }

  values(): Iterable<Series> {
    return this.#byId.values();
  }

  /** The number of a label set, given out if it is new; null if there are too many. */
  idOf(labels: Labels): number | null {
    const key = labelsKey(labels);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known.id;
    if (this.#byKey.size >= this.#maxSeries) return null;
    const id = Number(this.#insert.run(key).lastInsertRowid);
    this.#add(id, key, labels);
    this.#uncommitted.push(key);
    return id;
  }

  /** Drops a series whose row was deleted, after the commit. */
  forget(id: number): void {
    const series = this.#byId.get(id);
    if (series === undefined) return;
    this.#byId.delete(id);
    this.#byKey.delete(labelsKey([...series.labels]));
  }

  commit(): void {
    this.#uncommitted = [];
  }

  rollback(): void {
    for (const key of this.#uncommitted) {
      const series = this.#byKey.get(key);
      if (series !== undefined) this.#byId.delete(series.id);
      this.#byKey.delete(key);
    }
    this.#uncommitted = [];
  }

  #add(id: number, key: string, pairs: Labels): void {
    const labels = new Map(pairs);
    const series = { id, labels, profileType: labels.get(PROFILE_TYPE_LABEL) ?? '' };
    this.#byKey.set(key, series);
    this.#byId.set(id, series);
  }
}
