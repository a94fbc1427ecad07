import { useCallback, useMemo } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { DEFAULT_OPTIONS, type PanelOptions } from '../../../qps-profile-panel/domain/panel-options';
import { type QpsProfile, qpsProfileOf } from '../../../qps-profile-panel/domain/qps-profile';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { profileUrl } from '../../../routes';
import { useTimeRange } from '@shared/domain/use-time-range';
import { queryCostSeries } from '@shared/infrastructure/cost-series-query';
import { queryMetrics } from '@shared/infrastructure/metrics-query';
import { costStepMs } from './cost-step';
import { nameSeries } from './name-series';
import { useLiveRange } from './use-live-range';
import { ON_CPU, useThroughputSources } from './use-throughput-sources';
import { useThroughputState } from './use-throughput-state';
import { useWindowBands } from './use-window-bands';

/** About one for every three pixels of a wide screen. */
const MAX_DATA_POINTS = 500;

/** `throughputName` is what a throughput without labels is called. */
export function useThroughputPage(throughputName: string) {
  const range = useTimeRange();
  const state = useThroughputState();
  const { fromUnixMs, toUnixMs } = range.data;
  const { view, category, selection } = state.data;
  useLiveRange(range, selection !== undefined);
  const sources = useThroughputSources({ fromUnixMs, toUnixMs });
  const selector = state.data.selector ?? sources.start.selector;
  const expression = state.data.expression ?? sources.start.expression;
  const { throughput, costs, stepMs } = useSeries({ sources, selector, expression, fromUnixMs, toUnixMs });
  const { bands, experiment, error: bandsError } = useWindowBands({ fromUnixMs, toUnixMs }, state.data.experiment);

  const options = useMemo<PanelOptions>(() => ({ ...DEFAULT_OPTIONS, view, category }), [view, category]);
  const profile = useMemo(
    () =>
      withoutMissing(
        qpsProfileOf([...nameSeries(throughput.data ?? [], throughputName), ...(costs.data ?? [])], options, stepMs)
      ),
    [throughput.data, throughputName, costs.data, options, stepMs]
  );
  const flameGraphHref = useCallback(
    ({ fromUnixMs, toUnixMs }: UnixRange) =>
      selector === undefined
        ? undefined
        : profileUrl({ labelSelector: selector, from: String(fromUnixMs), to: String(toUnixMs) }, ON_CPU.id),
    [selector]
  );
  return {
    data: {
      range,
      sources,
      state: state.data,
      selector,
      expression,
      throughput,
      costs,
      bands,
      experiment,
      bandsError,
      options,
      profile,
      flameGraphHref,
    },
    actions: state.actions,
  };
}

/** A dashboard's author is told which query to add; here the page itself says what is missing, and why. */
const withoutMissing = (profile: QpsProfile): QpsProfile => ({
  ...profile,
  problems: profile.problems.filter(({ code }) => code !== 'no-throughput' && code !== 'no-costs'),
});

interface SeriesInput extends UnixRange {
  sources: ReturnType<typeof useThroughputSources>;
  selector: string | undefined;
  expression: string | undefined;
}

function useSeries({ sources: { metrics, profiles }, selector, expression, fromUnixMs, toUnixMs }: SeriesInput) {
  const stepMs = costStepMs(toUnixMs - fromUnixMs);
  const throughput = useQuery({
    queryKey: ['throughput', metrics?.uid, expression, fromUnixMs, toUnixMs],
    enabled: metrics !== undefined && Boolean(expression),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      metrics && expression
        ? queryMetrics(
            { dataSource: metrics, expression, fromUnixMs, toUnixMs, maxDataPoints: MAX_DATA_POINTS },
            signal
          )
        : [],
  });
  const costs = useQuery({
    queryKey: ['cost-series', profiles?.uid, selector, stepMs, fromUnixMs, toUnixMs],
    enabled: profiles !== undefined && selector !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      profiles && selector !== undefined
        ? queryCostSeries(
            {
              dataSource: profiles,
              profileTypeId: ON_CPU.storedAs,
              labelSelector: selector,
              fromUnixMs,
              toUnixMs,
              stepMs,
            },
            signal
          )
        : [],
  });
  return { throughput, costs, stepMs };
}
