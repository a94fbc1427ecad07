import { PROFILE_TYPES } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { useProfileDataSource } from '@shared/domain/use-profile-data-source';
import { querySums } from '@shared/infrastructure/profile-series-query';
import { OVERVIEW_MS } from './cost-overview';

const [ON_CPU] = PROFILE_TYPES;
const REFRESH_MS = 30_000;
/** Only sums are shown: a handful of points for each series is enough. */
const STEP_MS = OVERVIEW_MS / 4;

/** On-CPU time of everything that was profiled in the last hour, by one label; one request. */
export function useProfiledSums(label: 'cost_category' | 'service_name') {
  const dataSource = useProfileDataSource();
  const query = useQuery({
    // The time is not in the key: each refresh looks at another hour, and the old answer stays until the new one is there.
    queryKey: ['overview-sums', dataSource?.uid, label],
    enabled: dataSource !== undefined,
    queryFn: async ({ signal }) => {
      const toUnixMs = Date.now();
      return dataSource
        ? querySums(
            {
              dataSource,
              profileTypeId: ON_CPU.storedAs,
              labelSelector: '{}',
              groupBy: [label],
              fromUnixMs: toUnixMs - OVERVIEW_MS,
              toUnixMs,
              intervalMs: STEP_MS,
            },
            signal
          )
        : [];
    },
    refetchInterval: REFRESH_MS,
  });
  return { query, hasDataSource: dataSource !== undefined };
}
