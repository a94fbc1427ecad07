import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ProfileDataSource } from '@shared/infrastructure/profile-query';
import { querySums } from '@shared/infrastructure/profile-series-query';
import type { ProfileSource } from './profile-source';

export interface LabelSumsQuery {
  dataSource: ProfileDataSource | undefined;
  source: ProfileSource;
  profileTypeId: string;
  groupBy: string[];
  isEnabled?: boolean;
}

/** What a profile consists of by these labels. Asked for once the flame graph is there: the profile has arrived then. */
export function useLabelSums({ dataSource, source, profileTypeId, groupBy, isEnabled = true }: LabelSumsQuery) {
  return useQuery({
    queryKey: ['profile-sums', dataSource?.uid, profileTypeId, source, groupBy],
    enabled: isEnabled && dataSource !== undefined,
    queryFn: async ({ signal }) =>
      dataSource ? querySums({ dataSource, profileTypeId, groupBy, ...source }, signal) : [],
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}
