import type { DataFrame } from '@grafana/data';
import { type DataSource, type DataSourceQuery, fetchQueries, pickDataSource, queryFrames } from './data-source-query';

export const PROMETHEUS_TYPE = 'prometheus';

/** The configured Prometheus data source, or the first one; undefined if there is none. */
export const pickMetricsDataSource = (configuredUid: string | undefined): DataSource | undefined =>
  pickDataSource(PROMETHEUS_TYPE, configuredUid);

export interface MetricsQuery {
  dataSource: DataSource;
  /** PromQL, with Grafana's macros such as `$__rate_interval`. */
  expression: string;
  fromUnixMs: number;
  toUnixMs: number;
  maxDataPoints: number;
}

/** One frame a series. */
export async function queryMetrics(query: MetricsQuery, signal?: AbortSignal): Promise<DataFrame[]> {
  const { dataSource, expression, fromUnixMs, toUnixMs, maxDataPoints } = query;
  const intervalMs = Math.ceil((toUnixMs - fromUnixMs) / maxDataPoints);
  const asked = { ...rangeQuery(THROUGHPUT_REF, dataSource, expression), intervalMs, maxDataPoints };
  return queryFrames(asked, { fromUnixMs, toUnixMs }, signal);
}

const THROUGHPUT_REF = 'throughput';

const rangeQuery = (refId: string, dataSource: DataSource, expression: string): DataSourceQuery => ({
  refId,
  dataSource,
  expr: expression,
  range: true,
  instant: false,
  format: 'time_series',
  legendFormat: '__auto',
});

const PRESENCE_WINDOW_MS = 5 * 60_000;

/** Which of these metrics had a value in the last minutes. */
export async function presentMetrics(
  dataSource: DataSource,
  metrics: readonly string[],
  nowUnixMs: number,
  signal?: AbortSignal
): Promise<Set<string>> {
  const queries = metrics.map((metric, index) => ({
    ...rangeQuery(`M${index}`, dataSource, `count(${metric})`),
    intervalMs: PRESENCE_WINDOW_MS,
    maxDataPoints: 1,
  }));
  const range = { fromUnixMs: nowUnixMs - PRESENCE_WINDOW_MS, toUnixMs: nowUnixMs };
  const frames = await fetchQueries({ ...range, queries }, signal);
  return new Set(metrics.filter((_, index) => frames.get(`M${index}`)?.some(({ data }) => data?.values[0]?.length)));
}
