import type { Page } from '@meshprof/contracts';
import { ProblemError } from './problem-error.ts';

export const DEFAULT_PAGE_SIZE = 50;

/**
 * Cursors name the last row of a page by its place in the order, so pages neither repeat nor skip rows when others
 * are added or removed. Opaque to clients: base64url of a JSON array.
 */
export type Place = readonly [number | string, string];

/** Reads a page: asks for one row more than `limit` to learn whether another page follows. */
export async function readPage<T, P extends Place>(
  query: { limit?: number; cursor?: string },
  of: {
    read: (page: { limit: number; after?: P }) => Promise<T[]>;
    place: (item: T) => P;
    isPlace: (value: Place) => value is P;
  }
): Promise<Page<T>> {
  const limit = query.limit ?? DEFAULT_PAGE_SIZE;
  const after = query.cursor === undefined ? undefined : decode(query.cursor, of.isPlace);
  const rows = await of.read({ limit: limit + 1, ...(after !== undefined && { after }) });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: Buffer.from(JSON.stringify(of.place(last))).toString('base64url') };
}

export function isTimePlace(place: Place): place is readonly [number, string] {
  return typeof place[0] === 'number';
}

export function isTextPlace(place: Place): place is readonly [string, string] {
  return typeof place[0] === 'string';
}

function decode<P extends Place>(cursor: string, isPlace: (value: Place) => value is P): P {
  const place = parse(cursor);
  if (place !== undefined && isPlace(place)) return place;
  throw new ProblemError('invalid-cursor', 'Use the nextCursor of the page before, unchanged, or none to start over.');
}

function parse(cursor: string): Place | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [key, id] = value as unknown[];
    const isKey = typeof key === 'string' || (typeof key === 'number' && Number.isSafeInteger(key));
    return isKey && typeof id === 'string' ? [key, id] : undefined;
  } catch {
    return undefined;
  }
}
