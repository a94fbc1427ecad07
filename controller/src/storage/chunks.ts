/**
 * Rows or ids that one statement is about: columns × rows must stay below the parameters that a statement may have
 * (SQLite 32,766).
 */
const ROWS_A_STATEMENT = 500;

/** In order; the last may be smaller. */
export function* chunksOf<T>(items: readonly T[], size = ROWS_A_STATEMENT): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
