import { getBackendSrv } from '@grafana/runtime';
import { PROFILE_TYPES } from '@meshprof/contracts';
import { type DataSource, fetchQueries } from '@shared/infrastructure/data-source-query';
import { lastValueFrom } from 'rxjs';

/** How far back a profile counts as "there are some". */
const LOOK_BACK_MS = 24 * 3600 * 1000;

/** How many of Meshprof's profile types a Pyroscope data source knows from the last day. */
export async function countMeshprofTypes(uid: string): Promise<number> {
  const end = Date.now();
  const { data } = await lastValueFrom(
    getBackendSrv().fetch<Array<{ id: string }>>({
      url: `/api/datasources/uid/${encodeURIComponent(uid)}/resources/profileTypes`,
      params: { start: end - LOOK_BACK_MS, end },
      showErrorAlert: false,
    })
  );
  const known = new Set(Array.isArray(data) ? data.map(({ id }) => id) : []);
  return PROFILE_TYPES.filter(({ storedAs }) => known.has(storedAs)).length;
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
