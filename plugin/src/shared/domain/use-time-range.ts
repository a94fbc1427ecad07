import { useCallback, useMemo, useState } from 'react';
import { getTimeZone, getTimeZoneInfo, type TimeRange } from '@grafana/data';
import { useAppSettings } from './app-settings';
import { DEFAULT_RANGE, type RawRange, rawOfTimeRange, resolveRange, shiftedRange, zoomedOutRange } from './time-range';
import { useUrlState } from './use-url-state';

interface Options {
  /** Names in the query string, for pages with more than one range. */
  fromKey?: string;
  toKey?: string;
  /** Instead of the app's default, for pages with their own sensible start. */
  fallback?: RawRange;
}

export interface UrlTimeRange {
  data: {
    /** As the URL has it; relative ends stay relative. */
    raw: RawRange;
    /** What to ask a store for; keep to these in query keys. They move on with `refresh` and `setRange` only. */
    fromUnixMs: number;
    toUnixMs: number;
    /** The "now" that relative ends were counted from. */
    nowUnixMs: number;
    /** For Grafana's own components. */
    timeRange: TimeRange;
    /** Chosen on this page, else as set in Grafana. */
    timeZone: string;
  };
  actions: {
    setRange: (range: RawRange) => void;
    setTimeRange: (range: TimeRange) => void;
    setTimeZone: (timeZone: string) => void;
    shiftBack: () => void;
    shiftForward: () => void;
    zoomOut: () => void;
    /** Takes now anew. */
    refresh: () => void;
  };
}

/** The name that Grafana's own pages give to a time zone in their addresses. */
const TIME_ZONE_KEY = 'timezone';

/**
 * A time range that lives in the URL, in Grafana's syntax. Call it once a page and hand the result down: every caller
 * has a "now" of its own. A range that nobody can read counts as none.
 */
export function useTimeRange({ fromKey = 'from', toKey = 'to', fallback }: Options = {}): UrlTimeRange {
  const url = useUrlState();
  const { defaultTimeRange } = useAppSettings();
  const [nowUnixMs, setNowUnixMs] = useState(() => Date.now());
  const chosenZone = url.get(TIME_ZONE_KEY);
  const timeZone = chosenZone && getTimeZoneInfo(chosenZone, 0) ? chosenZone : getTimeZone();
  const start = fallback ?? defaultTimeRange ?? DEFAULT_RANGE;
  const from = url.get(fromKey) ?? start.from;
  const to = url.get(toKey) ?? start.to;
  const timeRange = useMemo(() => readableRange({ from, to }, timeZone, nowUnixMs), [from, to, timeZone, nowUnixMs]);
  const refresh = useCallback(() => setNowUnixMs(Date.now()), []);
  const setRange = (range: RawRange) => {
    url.set({ [fromKey]: range.from, [toKey]: range.to }, { push: true });
    refresh();
  };
  return {
    data: {
      raw: rawOfTimeRange(timeRange),
      fromUnixMs: timeRange.from.valueOf(),
      toUnixMs: timeRange.to.valueOf(),
      nowUnixMs,
      timeRange,
      timeZone,
    },
    actions: {
      setRange,
      setTimeRange: (range) => setRange(rawOfTimeRange(range)),
      setTimeZone: (zone) => url.set({ [TIME_ZONE_KEY]: zone }),
      shiftBack: () => setRange(shiftedRange(timeRange, -1)),
      shiftForward: () => setRange(shiftedRange(timeRange, 1)),
      zoomOut: () => setRange(zoomedOutRange(timeRange)),
      refresh,
    },
  };
}

function readableRange(raw: RawRange, timeZone: string, nowUnixMs: number): TimeRange {
  const range = resolveRange(raw, timeZone, nowUnixMs) ?? resolveRange(DEFAULT_RANGE, timeZone, nowUnixMs);
  if (!range) {
    throw new Error(`The default range ${DEFAULT_RANGE.from} to ${DEFAULT_RANGE.to} cannot be resolved`);
  }
  return range;
}
