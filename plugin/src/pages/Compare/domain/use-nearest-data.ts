import { rangeUtil } from '@grafana/data';
import type { ProfileType } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { type RawRange, resolveRange } from '@shared/domain/time-range';
import { useProfileDataSource } from '@shared/domain/use-profile-data-source';
import { queryDataTimes } from '@shared/infrastructure/profile-times-query';
import { nearestRange, searchedAround } from './nearest-data';
import type { Side } from './use-side';

/** Undefined while it is not known, and if there is none. Only a hint, so a failure says nothing. */
export function useNearestData({ ref, range }: Side, type: ProfileType): { range: RawRange; text: string } | undefined {
  const dataSource = useProfileDataSource();
  const { fromUnixMs, toUnixMs, nowUnixMs, timeZone } = range.data;
  const searched = searchedAround({ fromUnixMs, toUnixMs }, nowUnixMs);
  const query = { profileTypeId: type.storedAs, labelSelector: ref.labelSelector, ...searched };
  const { data } = useQuery({
    queryKey: ['nearest-data', dataSource?.uid, query],
    enabled: dataSource !== undefined,
    queryFn: ({ signal }) => (dataSource ? queryDataTimes({ dataSource, ...query }, signal) : []),
    retry: false,
  });
  const nearest = nearestRange({ fromUnixMs, toUnixMs }, data ?? []);
  const resolved = nearest && resolveRange(nearest, timeZone, nowUnixMs);
  return nearest && resolved && { range: nearest, text: rangeUtil.describeTimeRange(resolved.raw, timeZone) };
}
