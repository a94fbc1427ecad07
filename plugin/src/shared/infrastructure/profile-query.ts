import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';
import { type DataSource, fetchQueries, listDataSources, pickDataSource } from './data-source-query';

export const PYROSCOPE_TYPE = 'grafana-pyroscope-datasource';

export type ProfileDataSource = DataSource;

export interface ProfileQuery {
  dataSource: ProfileDataSource;
  profileTypeId: string;
  labelSelector: string;
  fromUnixMs: number;
  toUnixMs: number;
  maxNodes: number;
}

/** Every Pyroscope data source the user may query. */
export const listProfileDataSources = (): ProfileDataSource[] => listDataSources(PYROSCOPE_TYPE);

/** The configured data source, or the first Pyroscope one; undefined if there is none. */
export const pickProfileDataSource = (configuredUid: string | undefined): ProfileDataSource | undefined =>
  pickDataSource(PYROSCOPE_TYPE, configuredUid);

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

export async function fetchFrames(query: FrameQuery, signal?: AbortSignal): Promise<DataFrameJSON[]> {
  const { fromUnixMs, toUnixMs, ...rest } = query;
  const frames = await fetchQueries({ fromUnixMs, toUnixMs, queries: [{ refId: 'A', ...rest }] }, signal);
  return frames.get('A') ?? [];
}
