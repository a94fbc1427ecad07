import { dateMath, dateTime, type TimeRange } from '@grafana/data';

/** Both ends as the URL carries them: Unix milliseconds in digits, ISO 8601, or relative to now as in `now-1h`. */
export interface RawRange {
  from: string;
  to: string;
}

/** What a page starts with where neither its link nor the app's settings say. */
export const DEFAULT_RANGE: RawRange = { from: 'now-1h', to: 'now' };

/** The longest a piece of Grafana's time syntax can sensibly be; anything longer is no time. */
const MAX_LENGTH = 64;
const UNIX_MS = /^\d{1,15}$/;

function momentOf(text: string, options: { roundUp: boolean; nowUnixMs: number; timeZone: string }) {
  if (text.length > MAX_LENGTH) {
    return undefined;
  }
  const moment = UNIX_MS.test(text)
    ? dateTime(Number(text))
    : dateMath.toDateTime(text, {
        roundUp: options.roundUp,
        timezone: options.timeZone,
        now: dateTime(options.nowUnixMs),
      });
  return moment?.isValid() ? moment : undefined;
}

/** Undefined if one end is no time, or the range would be empty. A whole unit such as `now/d` ends at its end. */
export function resolveRange({ from, to }: RawRange, timeZone: string, nowUnixMs: number): TimeRange | undefined {
  const start = momentOf(from, { roundUp: false, nowUnixMs, timeZone });
  const end = momentOf(to, { roundUp: true, nowUnixMs, timeZone });
  return start && end && start.isBefore(end)
    ? { from: start, to: end, raw: { from: keptRaw(from, start.valueOf()), to: keptRaw(to, end.valueOf()) } }
    : undefined;
}

/** Grafana's picker takes relative ends as text and absolute ones as moments. */
const keptRaw = (text: string, unixMs: number) => (dateMath.isMathString(text) ? text : dateTime(unixMs));

/** The range as the URL carries it: relative ends stay relative. */
export function rawOfTimeRange({ raw }: TimeRange): RawRange {
  const text = (end: TimeRange['raw']['from']) => (typeof end === 'string' ? end : String(end.valueOf()));
  return { from: text(raw.from), to: text(raw.to) };
}

const absolute = (fromUnixMs: number, toUnixMs: number): RawRange => ({
  from: String(Math.round(fromUnixMs)),
  to: String(Math.round(toUnixMs)),
});

/** Half a range earlier (−1) or later (1), as Grafana's arrows do; not past now unless it is there already. */
export function shiftedRange({ from, to }: TimeRange, direction: -1 | 1, nowUnixMs: number = Date.now()): RawRange {
  const [start, end] = [from.valueOf(), to.valueOf()];
  const step = ((end - start) / 2) * direction;
  const beyond = direction > 0 && end <= nowUnixMs ? Math.max(0, end + step - nowUnixMs) : 0;
  return absolute(start + step - beyond, end + step - beyond);
}

/** Twice as long around the same middle, as Grafana's magnifier does. */
export function zoomedOutRange({ from, to }: TimeRange): RawRange {
  const [start, end] = [from.valueOf(), to.valueOf()];
  const half = Math.max(1, (end - start) / 2);
  return absolute(start - half, end + half);
}
