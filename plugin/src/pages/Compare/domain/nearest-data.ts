import type { RawRange } from '@shared/domain/time-range';

/** Stores search a day at once by default, not more. */
const SEARCHED_MS = 86_400_000;
const SHORTEST_MS = 600_000;

interface Range {
  fromUnixMs: number;
  toUnixMs: number;
}

/** Where to look for data near a range that has none: the day around it, as far as it is over. */
export function searchedAround({ fromUnixMs, toUnixMs }: Range, nowUnixMs: number): Range {
  const end = Math.min(nowUnixMs, (fromUnixMs + toUnixMs + SEARCHED_MS) / 2);
  return { fromUnixMs: Math.round(end - SEARCHED_MS), toUnixMs: Math.round(end) };
}

/** A range as long as the empty one around the nearest of these times; undefined if there is none. */
export function nearestRange({ fromUnixMs, toUnixMs }: Range, timesUnixMs: number[]): RawRange | undefined {
  const middle = (fromUnixMs + toUnixMs) / 2;
  const nearest = timesUnixMs.reduce<number | undefined>(
    (best, time) => (best === undefined || Math.abs(time - middle) < Math.abs(best - middle) ? time : best),
    undefined
  );
  if (nearest === undefined) {
    return undefined;
  }
  const half = Math.max(toUnixMs - fromUnixMs, SHORTEST_MS) / 2;
  return { from: String(Math.round(nearest - half)), to: String(Math.round(nearest + half)) };
}
