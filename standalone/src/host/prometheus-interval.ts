/** The step of a Prometheus range query and the macros that depend on it, by the rules of Grafana's data source. */

/** Prometheus refuses more points a series. */
const MAX_POINTS = 11_000;
const DEFAULT_MAX_DATA_POINTS = 100;
/** Of the data source where its settings say nothing, as in Grafana. */
const DEFAULT_SCRAPE_MS = 15_000;

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `15s`, `1m`; undefined for anything else. */
export function parseInterval(text: string | undefined): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text?.trim() ?? '');
  const ms = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN);
  return ms > 0 ? ms : undefined;
}

/** 90000 → `1m30s`, as PromQL writes durations. */
export function formatInterval(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  const seconds = Math.floor(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('');
}

export interface IntervalInput {
  readonly rangeMs: number;
  readonly intervalMs?: number;
  readonly maxDataPoints?: number;
  /** `interval` of the query: the lowest step that its author wants. */
  readonly minStep?: string;
  /** How often the data source is scraped. */
  readonly scrapeInterval?: string;
}

export interface Interval {
  readonly stepMs: number;
  readonly scrapeMs: number;
}

/** Whole seconds from one second on, so that steps of neighbouring requests fall together. */
export function intervalOf({
  rangeMs,
  maxDataPoints,
  intervalMs = 0,
  minStep,
  scrapeInterval,
}: IntervalInput): Interval {
  const scrapeMs = parseInterval(scrapeInterval) ?? DEFAULT_SCRAPE_MS;
  const wanted = Math.max(rangeMs / (maxDataPoints ?? DEFAULT_MAX_DATA_POINTS), intervalMs);
  const lowest = Math.max(parseInterval(minStep) ?? scrapeMs, rangeMs / MAX_POINTS);
  const stepMs = Math.ceil(Math.max(wanted, lowest) / 1_000) * 1_000;
  return { stepMs, scrapeMs };
}

/** The variables that Grafana's back end fills in; others were filled in before, or are left for Prometheus to refuse. */
export function interpolateExpression(expression: string, { stepMs, scrapeMs }: Interval, rangeMs: number): string {
  const rateMs = Math.max(stepMs + scrapeMs, 4 * scrapeMs);
  const values: Readonly<Record<string, string>> = {
    __interval: formatInterval(stepMs),
    __interval_ms: String(stepMs),
    __rate_interval: formatInterval(rateMs),
    __rate_interval_ms: String(rateMs),
    __range: `${Math.max(1, Math.round(rangeMs / 1_000))}s`,
    __range_s: String(Math.round(rangeMs / 1_000)),
    __range_ms: String(rangeMs),
  };
  return expression.replace(
    /\$(?:\{(__\w+)\}|(__\w+))/g,
    (text, braced: string | undefined, plain: string | undefined) => values[braced ?? plain ?? ''] ?? text
  );
}
