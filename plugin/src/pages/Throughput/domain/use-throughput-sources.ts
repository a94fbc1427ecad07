import { useMemo } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PROFILE_TYPES } from '@meshprof/contracts';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { useAppSettings } from '@shared/domain/app-settings';
import { useProfileDataSource } from '@shared/domain/use-profile-data-source';
import { pickMetricsDataSource, presentMetrics } from '@shared/infrastructure/metrics-query';
import { querySums } from '@shared/infrastructure/profile-series-query';
import { profiledServices } from './profiled-services';
import { firstPreset, THROUGHPUT_PRESETS } from './throughput-presets';

export const [ON_CPU] = PROFILE_TYPES;

/** The two data sources, and what there is to choose from in each. */
export function useThroughputSources({ fromUnixMs, toUnixMs }: UnixRange) {
  const settings = useAppSettings();
  const profiles = useProfileDataSource();
  const metrics = useMemo(() => pickMetricsDataSource(settings.prometheusUid), [settings.prometheusUid]);
  const services = useQuery({
    queryKey: ['throughput-services', profiles?.uid, fromUnixMs, toUnixMs],
    enabled: profiles !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      if (!profiles) {
        return [];
      }
      const query = { dataSource: profiles, profileTypeId: ON_CPU.storedAs, labelSelector: '{}', fromUnixMs, toUnixMs };
      return profiledServices(await querySums({ ...query, groupBy: ['service_name', 'role'] }, signal));
    },
  });
  const present = useQuery({
    queryKey: ['throughput-metrics', metrics?.uid],
    enabled: metrics !== undefined,
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      metrics
        ? presentMetrics(metrics, [...new Set(THROUGHPUT_PRESETS.map(({ metric }) => metric))], Date.now(), signal)
        : new Set<string>(),
  });
  const preset = firstPreset(present.data ?? new Set());
  return {
    profiles,
    metrics,
    services: services.data ?? [],
    servicesQuery: services,
    /** Undefined until it is known. */
    presentMetrics: present.data,
    /** What the page begins with. */
    start: {
      selector: services.data?.[0]?.selector,
      expression: settings.defaultThroughputQuery ?? (metrics && present.isPending ? undefined : preset.expression),
    },
    isChoosing: services.isPending && profiles !== undefined,
  };
}
