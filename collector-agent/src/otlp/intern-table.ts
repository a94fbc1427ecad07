/**
 * A dictionary table under construction: equal rows share an index, and only what was asked for is in it, so there
 * are neither duplicates nor orphans. Row 0 is the zero value, which the proto wants in every table.
 */
export class InternTable<T> {
  readonly rows: T[];
  readonly #indices = new Map<string, number>();

  constructor(zero: T) {
    this.rows = [zero];
  }

  /** `key` tells rows apart; `makeRow` is called for a new key only. */
  indexOf(key: string, makeRow: () => T): number {
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const row = makeRow();
    const index = this.rows.push(row) - 1;
    this.#indices.set(key, index);
    return index;
  }
}
