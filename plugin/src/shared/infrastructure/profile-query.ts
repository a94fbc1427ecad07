import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

export const PYROSCOPE_TYPE = 'grafana-pyroscope-datasource';

export interface ProfileDataSource {
  uid: string;
  type: string;
  name: string;
}

export interface ProfileQuery {
  dataSource: ProfileDataSource;
  profileTypeId: string;
  labelSelector: string;
  fromUnixMs: number;
  toUnixMs: number;
  maxNodes: number;
}

/** Every Pyroscope data source the user may query. */
export const listProfileDataSources = (): ProfileDataSource[] =>
  getDataSourceSrv()
    .getList({ type: PYROSCOPE_TYPE, all: true })
    .map(({ uid, type, name }) => ({ uid, type, name }));

/** The configured data source, or the first Pyroscope one; undefined if there is none. */
export function pickProfileDataSource(configuredUid: string | undefined): ProfileDataSource | undefined {
  const sources = listProfileDataSources();
  return configuredUid ? sources.find((source) => source.uid === configuredUid) : sources[0];
}

interface QueryResponse {
  results: Record<string, { error?: string; status?: number; frames?: DataFrameJSON[] }>;
}

/** The profile as a nested-set frame that FlameGraph takes as it is; undefined if nothing matched. */
export async function queryProfile(query: ProfileQuery, signal?: AbortSignal): Promise<DataFrame | undefined> {
  const [frame] = await fetchFrames({ ...query, queryType: 'profile', groupBy: [] }, signal);
  return frame && dataFrameFromJSON(frame);
}

interface FrameQuery extends Omit<ProfileQuery, 'maxNodes'> {
  queryType: 'profile' | 'metrics';
  groupBy: string[];
  maxNodes?: number;
  /** Between the points of a series; the data source takes 15 s at least, and that if absent. */
  intervalMs?: number;
  /** Series at most, the largest first. */
  limit?: number;
}

/** One query through Grafana's data source API, as its own explorer sends it. */
export async function fetchFrames(query: FrameQuery, signal?: AbortSignal): Promise<DataFrameJSON[]> {
  const { dataSource, fromUnixMs, toUnixMs, ...rest } = query;
  const response = await lastValueFrom(
    getBackendSrv().fetch<QueryResponse>({
      url: '/api/ds/query',
      method: 'POST',
      data: {
        from: String(fromUnixMs),
        to: String(toUnixMs),
        queries: [{ refId: 'A', datasource: { uid: dataSource.uid, type: dataSource.type }, ...rest }],
      },
      abortSignal: signal,
      showErrorAlert: false,
    })
  );
  const result = response.data.results.A;
  if (result?.error) {
    throw new Error(result.error);
  }
  return result?.frames ?? [];
}
