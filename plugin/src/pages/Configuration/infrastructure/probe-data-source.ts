import { PROFILE_TYPES } from '@meshprof/contracts';
import { type DataSource, fetchQueries } from '@shared/infrastructure/data-source-query';
import { getStoredTypes } from '@shared/infrastructure/profile-labels-api';

/** How far back a profile counts as "there are some". */
const LOOK_BACK_MS = 24 * 3600 * 1000;

/** How many of Meshprof's profile types a Pyroscope data source knows from the last day. */
export async function countMeshprofTypes(dataSource: DataSource): Promise<number> {
  const toUnixMs = Date.now();
  const known = await getStoredTypes(dataSource, { fromUnixMs: toUnixMs - LOOK_BACK_MS, toUnixMs });
  return PROFILE_TYPES.filter(({ storedAs }) => known.includes(storedAs)).length;
}

/** Long enough for any scrape interval. */
const RECENT_MS = 5 * 60_000;

/** How many series a PromQL query yields now. Rejects with the data source's own words if it is refused. */
export async function countSeries(dataSource: DataSource, expr: string): Promise<number> {
  const toUnixMs = Date.now();
  const frames = await fetchQueries({
    fromUnixMs: toUnixMs - RECENT_MS,
    toUnixMs,
    queries: [{ refId: 'A', dataSource, expr, range: true, intervalMs: RECENT_MS, maxDataPoints: 1 }],
  });
  return (frames.get('A') ?? []).filter(({ data }) => data?.values.some((column) => column.length > 0)).length;
}
