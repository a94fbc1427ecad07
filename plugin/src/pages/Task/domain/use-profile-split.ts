import { useMemo } from 'react';
import type { ProfileType, Task, TaskTarget } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { useAppSettings } from '@shared/domain/app-settings';
import { pickProfileDataSource } from '@shared/infrastructure/profile-query';
import { querySums } from '@shared/infrastructure/profile-series-query';
import { profileSplitOf } from './profile-split';
import { profileWindowOf } from './profile-window';

/** Asked for once the flame graph is there: the profile has arrived then. */
export function useProfileSplit(task: Task, target: TaskTarget, type: ProfileType) {
  const { dataSourceUid } = useAppSettings();
  const dataSource = useMemo(() => pickProfileDataSource(dataSourceUid), [dataSourceUid]);
  const window = profileWindowOf(task, target);
  return useQuery({
    queryKey: ['profile-split', dataSource?.uid, type.storedAs, window],
    enabled: dataSource !== undefined && window !== undefined,
    queryFn: async ({ signal }) => {
      if (!dataSource || !window) {
        return null;
      }
      const groupBy = ['cost_category', 'wait_class'];
      const sums = await querySums({ dataSource, profileTypeId: type.storedAs, groupBy, ...window }, signal);
      return profileSplitOf(type.id, sums, target.progress.samplesKept);
    },
    staleTime: Infinity,
  });
}
