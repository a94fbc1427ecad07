import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

export interface DataSource {
  uid: string;
  type: string;
  name: string;
}

/** Every data source of a type that the user may query. */
export const listDataSources = (type: string): DataSource[] =>
  getDataSourceSrv()
    .getList({ type, all: true })
    .map(({ uid, type, name }) => ({ uid, type, name }));

/** The configured one, or the first; undefined if there is none. */
export function pickDataSource(type: string, configuredUid: string | undefined): DataSource | undefined {
  const sources = listDataSources(type);
  return configuredUid ? sources.find(({ uid }) => uid === configuredUid) : sources[0];
}

export interface DataSourceQuery {
  refId: string;
  dataSource: DataSource;
  [field: string]: unknown;
}

export interface QueryRequest {
  fromUnixMs: number;
  toUnixMs: number;
  queries: DataSourceQuery[];
}

interface QueryResponse {
  results: Record<string, { error?: string; status?: number; frames?: DataFrameJSON[] }>;
}

/** The frames of each query, by refId, through Grafana's data source API as its own explorer asks it. */
export async function fetchQueries(
  { fromUnixMs, toUnixMs, queries }: QueryRequest,
  signal?: AbortSignal
): Promise<Map<string, DataFrameJSON[]>> {
  const response = await lastValueFrom(
    getBackendSrv().fetch<QueryResponse>({
      url: '/api/ds/query',
      method: 'POST',
      data: {
        from: String(fromUnixMs),
        to: String(toUnixMs),
        queries: queries.map(({ dataSource: { uid, type }, ...query }) => ({ datasource: { uid, type }, ...query })),
      },
      abortSignal: signal,
      showErrorAlert: false,
    })
  );
  const { results } = response.data;
  return new Map(
    queries.map(({ refId }) => {
      const result = results[refId];
      if (result?.error) {
        throw new Error(result.error);
      }
      return [refId, result?.frames ?? []];
    })
  );
}

/** One query's frames, ready for Grafana's components. A frame does not always say itself whose it is. */
export async function queryFrames(
  { refId, ...query }: DataSourceQuery,
  range: Pick<QueryRequest, 'fromUnixMs' | 'toUnixMs'>,
  signal?: AbortSignal
): Promise<DataFrame[]> {
  const frames = await fetchQueries({ ...range, queries: [{ refId, ...query }] }, signal);
  return (frames.get(refId) ?? []).map((frame) => ({ ...dataFrameFromJSON(frame), refId }));
}
