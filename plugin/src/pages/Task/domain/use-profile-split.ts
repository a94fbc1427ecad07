import { useMemo } from 'react';
import type { ProfileType, Task, TaskTarget } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { useAppSettings } from '@shared/domain/app-settings';
import { pickProfileDataSource } from '@shared/infrastructure/profile-query';
import { querySums } from '@shared/infrastructure/profile-series-query';
import { profileSplitOf } from './profile-split';
import { profileWindowOf } from './profile-window';
import { useTargetSummary } from './use-target-summary';

/** Asked for once the flame graph is there: the profile has arrived then. */
export function useProfileSplit(task: Task, target: TaskTarget, type: ProfileType) {
  const { dataSourceUid } = useAppSettings();
  const dataSource = useMemo(() => pickProfileDataSource(dataSourceUid), [dataSourceUid]);
  const window = profileWindowOf(task, target);
  const { data: summary } = useTargetSummary(task, target);
  const query = useQuery({
    queryKey: ['profile-split', dataSource?.uid, type.storedAs, window],
    enabled: dataSource !== undefined && window !== undefined,
    queryFn: async ({ signal }) => {
      if (!dataSource || !window) {
        return null;
      }
      const groupBy = ['cost_category', 'wait_class'];
      return querySums({ dataSource, profileTypeId: type.storedAs, groupBy, ...window }, signal);
    },
    staleTime: Infinity,
  });
  const { samplesKept: samples, switches } = target.progress;
  // Shares do not wait for their intervals, which come from another server.
  const split = query.data && profileSplitOf(type.id, query.data, { samples, switches, summary: summary ?? null });
  return { query, split };
}
