import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { ProfileSource } from '@shared/domain/profile-view/profile-source';
import type { ProfileDataSource } from './profile-query';

/** What Grafana's own query editor of the Pyroscope data source asks it for. */
async function getResource<T>(
  { uid }: ProfileDataSource,
  path: 'profileTypes' | 'labelNames' | 'labelValues',
  params: Record<string, string | number>,
  signal?: AbortSignal
): Promise<T[]> {
  const response = await lastValueFrom(
    getBackendSrv().fetch<T[] | null>({
      url: `/api/datasources/uid/${encodeURIComponent(uid)}/resources/${path}`,
      method: 'GET',
      params,
      abortSignal: signal,
      showErrorAlert: false,
    })
  );
  return Array.isArray(response.data) ? response.data : [];
}

type TimeRange = Pick<ProfileSource, 'fromUnixMs' | 'toUnixMs'>;

const rangeOf = ({ fromUnixMs, toUnixMs }: TimeRange) => ({ start: fromUnixMs, end: toUnixMs });

/** Names of labels that series of the selection have, without the store's own. */
export const getLabelNames = async (
  dataSource: ProfileDataSource,
  source: ProfileSource,
  signal?: AbortSignal
): Promise<string[]> => {
  const params = { query: source.labelSelector, ...rangeOf(source) };
  const names = await getResource<string>(dataSource, 'labelNames', params, signal);
  return names.filter((name) => !name.startsWith('__'));
};

export const getLabelValues = (
  dataSource: ProfileDataSource,
  source: ProfileSource,
  label: string,
  signal?: AbortSignal
): Promise<string[]> =>
  getResource(dataSource, 'labelValues', { query: source.labelSelector, label, ...rangeOf(source) }, signal);

/** The types that the store has, as it names them. */
export const getStoredTypes = async (
  dataSource: ProfileDataSource,
  range: TimeRange,
  signal?: AbortSignal
): Promise<string[]> => {
  const types = await getResource<{ id?: string }>(dataSource, 'profileTypes', rangeOf(range), signal);
  return types.flatMap(({ id }) => id ?? []);
};
