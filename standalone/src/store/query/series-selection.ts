import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Checked, valid } from '../checked.ts';
import type { Series, SeriesIndex } from '../persistence/series-index.ts';
import type { TimeRange } from '../query-types.ts';
import { parseSelector, type Selector } from './selector.ts';

/** One series' value in one profile. */
export interface EntryRow {
  readonly profile: number;
  readonly valueSet: number;
  readonly timeMs: number;
  readonly total: number;
}

/** Finds series by their labels, and their entries by time. A profile counts where it starts. */
export class SeriesSelection {
  readonly #index: SeriesIndex;
  readonly #anyEntry: StatementSync;
  readonly #entries: StatementSync;

  constructor(database: DatabaseSync, index: SeriesIndex) {
    this.#index = index;
    this.#anyEntry = database.prepare('SELECT 1 FROM entry WHERE series = ? AND time_ms BETWEEN ? AND ? LIMIT 1');
    this.#entries = database.prepare(
      'SELECT profile, value_set AS valueSet, time_ms AS timeMs, total FROM entry WHERE series = ? AND time_ms BETWEEN ? AND ?'
    );
  }

  /** Series with a profile in the range that one of the selectors takes; no selector takes all. */
  present(range: TimeRange, matchers: readonly string[]): Checked<Series[]> {
    const selectors: Selector[] = [];
    for (const text of matchers) {
      const selector = parseSelector(text);
      if (!selector.ok) return selector;
      selectors.push(selector.value);
    }
    const found: Series[] = [];
    for (const series of this.#index.values()) {
      const selected = selectors.length === 0 || selectors.some((selector) => selects(selector, series));
      if (selected && this.#anyEntry.get(series.id, range.start, range.end) !== undefined) found.push(series);
    }
    return valid(found);
  }

  /** Series of one profile type, whether or not they have anything in a range. */
  ofType(profileType: string, selector: Selector): Series[] {
    const found: Series[] = [];
    for (const series of this.#index.values()) {
      if (series.profileType === profileType && selects(selector, series)) found.push(series);
    }
    return found;
  }

  entries(series: Series, range: TimeRange): EntryRow[] {
    return this.#entries.all(series.id, range.start, range.end) as unknown as EntryRow[];
  }
}

function selects(selector: Selector, series: Series): boolean {
  return selector.every((matcher) => matcher.matches(series.labels.get(matcher.name) ?? ''));
}
