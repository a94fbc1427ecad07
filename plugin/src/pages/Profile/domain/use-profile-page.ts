import { useMemo } from 'react';
import { PROFILE_TYPES, type ProfileType, type ProfileTypeId } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { NO_FILTERS_OF_TYPE } from '@shared/domain/profile-view/profile-filters';
import { type ProfileSource, withMatchers } from '@shared/domain/profile-view/profile-source';
import { useProfileDataSource } from '@shared/domain/use-profile-data-source';
import { useTimeRange } from '@shared/domain/use-time-range';
import { useUrlState } from '@shared/domain/use-url-state';
import { getStoredTypes } from '@shared/infrastructure/profile-labels-api';

/** Every series there is. */
export const NO_SELECTOR = '{}';

export function useProfilePage() {
  const state = useUrlState();
  const range = useTimeRange();
  const dataSource = useProfileDataSource();
  const labelSelector = state.get('selector') ?? NO_SELECTOR;
  const { fromUnixMs, toUnixMs } = range.data;
  const source: ProfileSource = useMemo(
    () => ({ labelSelector, fromUnixMs, toUnixMs }),
    [labelSelector, fromUnixMs, toUnixMs]
  );
  const stored = useQuery({
    queryKey: ['stored-types', dataSource?.uid, fromUnixMs, toUnixMs],
    enabled: dataSource !== undefined,
    queryFn: ({ signal }) => (dataSource ? getStoredTypes(dataSource, source, signal) : []),
    // A store that does not tell its types has all tabs.
    retry: false,
    staleTime: Infinity,
  });
  const chosen = state.get('type');
  const offered = PROFILE_TYPES.filter(
    ({ id, storedAs }) => !stored.data?.length || stored.data.includes(storedAs) || id === chosen
  );
  const types: readonly ProfileType[] = offered.length > 0 ? offered : PROFILE_TYPES;
  const type = PROFILE_TYPES.find(({ id }) => id === chosen) ?? types[0] ?? PROFILE_TYPES[0];
  return {
    data: { state, range, dataSource, source, types, type },
    actions: {
      selectType: (typeId: ProfileTypeId) => state.set({ ...NO_FILTERS_OF_TYPE, type: typeId }, { push: true }),
      setSelector: (selector: string) =>
        state.set({ selector: selector.trim() === NO_SELECTOR ? undefined : selector.trim() }, { push: true }),
      addMatcher: (label: string, value: string) =>
        state.set({ selector: withMatchers(labelSelector, { [label]: value }) }, { push: true }),
    },
  };
}
