import type { DataFrame } from '@grafana/data';
import { type DataSource, pickDataSource, queryFrames } from './data-source-query';

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

/** The configured data source, or the first Pyroscope one; undefined if there is none. */
export const pickProfileDataSource = (configuredUid: string | undefined): ProfileDataSource | undefined =>
  pickDataSource(PYROSCOPE_TYPE, configuredUid);

/** The profile as a nested-set frame that FlameGraph takes as it is; undefined if nothing matched. */
export async function queryProfile(query: ProfileQuery, signal?: AbortSignal): Promise<DataFrame | undefined> {
  const [frame] = await fetchFrames({ ...query, queryType: 'profile', groupBy: [] }, signal);
  return frame;
}

interface FrameQuery extends Omit<ProfileQuery, 'maxNodes'> {
  queryType: 'profile' | 'metrics';
  groupBy: string[];
  maxNodes?: number;
  /** Between the points of a series; the data source takes 15 s at least, and that if absent. */
  intervalMs?: number;
}

export function fetchFrames(query: FrameQuery, signal?: AbortSignal): Promise<DataFrame[]> {
  const { fromUnixMs, toUnixMs, ...rest } = query;
  return queryFrames({ refId: 'A', ...rest }, { fromUnixMs, toUnixMs }, signal);
}
