import { useMemo } from 'react';
import type { ProfileType, Task, TaskTarget } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { useAppSettings } from '@shared/domain/app-settings';
import { pickProfileDataSource, queryProfile } from '@shared/infrastructure/profile-query';
import { profileContentOf } from './profile-content';
import { profileWindowOf } from './profile-window';

/** Nodes asked for: enough that "other" stays thin, few enough to draw at once. */
const MAX_NODES = 16_384;

/** A profile on its way through a Collector arrives a little after the task has ended. */
const ARRIVAL_POLL_MS = 1000;
const ARRIVAL_WAIT_MS = 60_000;

export function useProfile(task: Task, target: TaskTarget, type: ProfileType) {
  const { dataSourceUid } = useAppSettings();
  const dataSource = useMemo(() => pickProfileDataSource(dataSourceUid), [dataSourceUid]);
  const window = profileWindowOf(task, target);
  const mayStillArrive = (answeredAtMs: number) =>
    task.endedAt !== undefined && answeredAtMs - Date.parse(task.endedAt) < ARRIVAL_WAIT_MS;

  const query = useQuery({
    queryKey: ['profile', dataSource?.uid, type.storedAs, window],
    enabled: dataSource !== undefined && window !== undefined,
    queryFn: async ({ signal }) => {
      if (!dataSource || !window) {
        return null;
      }
      const frame = await queryProfile(
        { dataSource, profileTypeId: type.storedAs, maxNodes: MAX_NODES, ...window },
        signal
      );
      const content = frame && profileContentOf(frame);
      return frame && content ? { frame, content } : null;
    },
    refetchInterval: ({ state }) =>
      state.data === null && mayStillArrive(state.dataUpdatedAt) ? ARRIVAL_POLL_MS : false,
    staleTime: ({ state }) => (state.data ? Infinity : 0),
  });
  return { query, dataSource, window, isArriving: query.data === null && mayStillArrive(query.dataUpdatedAt) };
}
