import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ProfileDataSource, queryProfile } from '@shared/infrastructure/profile-query';
import { type LoadedProfile, loadedProfile } from './profile-content';
import type { ProfileSource } from './profile-source';

export interface ProfileFrameQuery {
  /** Nothing is asked without one. */
  dataSource: ProfileDataSource | undefined;
  source: ProfileSource | undefined;
  /** The type as the store names it: `storedAs` of a profile type. */
  profileTypeId: string;
  maxNodes: number;
  /** A profile on its way through a Collector arrives a little late: until when it is worth asking again. */
  arrivesUntilUnixMs?: number;
  isEnabled?: boolean;
}

const ARRIVAL_POLL_MS = 1000;

/** One merged profile as FlameGraph takes it; `data` is null if the store has none. The old one stays until the new one is there. */
export function useProfileFrame({
  dataSource,
  source,
  profileTypeId,
  maxNodes,
  arrivesUntilUnixMs = 0,
  isEnabled = true,
}: ProfileFrameQuery) {
  const query = useQuery({
    queryKey: ['profile', dataSource?.uid, profileTypeId, source, maxNodes],
    enabled: isEnabled && dataSource !== undefined && source !== undefined,
    queryFn: async ({ signal }): Promise<LoadedProfile | null> => {
      if (!dataSource || !source) {
        return null;
      }
      return loadedProfile(await queryProfile({ dataSource, profileTypeId, maxNodes, ...source }, signal)) ?? null;
    },
    refetchInterval: ({ state }) =>
      state.data === null && state.dataUpdatedAt < arrivesUntilUnixMs ? ARRIVAL_POLL_MS : false,
    placeholderData: keepPreviousData,
    staleTime: ({ state }) => (state.data ? Infinity : 0),
  });
  return { query, isArriving: query.data === null && query.dataUpdatedAt < arrivesUntilUnixMs };
}
