import { useMemo } from 'react';
import type { ProfileType, TargetSummary, Task } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import type { SplitKnowledge } from '@shared/domain/profile-view/split-rows';
import { useProfileDataSource } from '@shared/domain/use-profile-data-source';
import { useUrlState } from '@shared/domain/use-url-state';
import { useTargetSummary } from '@shared/domain/use-target-summary';
import { useTimeRange } from '@shared/domain/use-time-range';
import { getTask } from '@shared/infrastructure/meshprof-api';
import { queryProfile } from '@shared/infrastructure/profile-query';
import { querySums } from '@shared/infrastructure/profile-series-query';
import type { ProfileRef } from '../../../routes';
import { type ComparedProfile, comparedProfileOf } from './compared-profile';
import { selectorLabels } from './selector-labels';
import { rangeKeysOf, type SideName } from './side-keys';
import { sideWarnings } from './side-warnings';
import { wholeTarget } from './whole-target';

/** As many as Pyroscope gives by default, so that both sides leave out little and merge in no time. */
const MAX_NODES = 8192;

/** One side of the comparison: what the URL selects, and what the store has of it. */
export function useSide(name: SideName, type: ProfileType) {
  const url = useUrlState();
  const range = useTimeRange(rangeKeysOf(name));
  const labelSelector = url.get(`${name}Selector`) ?? '';
  const labels = useMemo(() => selectorLabels(labelSelector), [labelSelector]);
  const task = useTaskOf(labels['task_id']);
  const stored = useStored(labelSelector, range.data, type);
  const { fromUnixMs, toUnixMs, raw } = range.data;
  const profile = stored.profile.data;
  const target = wholeTarget(task, { labels, fromUnixMs, toUnixMs });
  const { data: summary = null } = useTargetSummary(task, target);
  const switches = target?.progress.switches ?? 0;
  const sums = useMemo(
    () =>
      stored.sums.data && profile ? { sums: stored.sums.data, known: knownOf(profile, summary, switches) } : undefined,
    [stored.sums.data, profile, summary, switches]
  );
  const facts = {
    labelSelector,
    fromUnixMs,
    toUnixMs,
    task,
    hasData: stored.profile.isSuccess ? profile !== null : undefined,
    samples: profile?.samples,
    frequencyHz: profile?.frequencyHz,
  };
  const ref: ProfileRef = { labelSelector, ...raw };
  return {
    name,
    ref,
    labels,
    range,
    facts,
    profile,
    /** Undefined until both are there. */
    sums,
    hasDataSource: stored.hasDataSource,
    warnings: sideWarnings(facts, type, range.data.nowUnixMs),
    isLoading: stored.profile.isFetching || stored.sums.isFetching,
    error: stored.profile.error ?? stored.sums.error,
    /** Asks again, also where the range stays what it was. */
    refetch: () => {
      void stored.profile.refetch();
      void stored.sums.refetch();
    },
  };
}

export type Side = ReturnType<typeof useSide>;

function useTaskOf(taskId: string | undefined): Task | undefined {
  const { data } = useQuery({
    queryKey: ['task', taskId],
    enabled: taskId !== undefined,
    queryFn: ({ signal }) => getTask(taskId ?? '', signal),
    // A comparison works without: a store may know tasks that the controller has forgotten.
    retry: false,
  });
  return data;
}

interface Range {
  fromUnixMs: number;
  toUnixMs: number;
}

function useStored(labelSelector: string, { fromUnixMs, toUnixMs }: Range, type: ProfileType) {
  const dataSource = useProfileDataSource();
  const query = { profileTypeId: type.storedAs, labelSelector, fromUnixMs, toUnixMs };
  const isAsked = dataSource !== undefined && labelSelector !== '';
  const profile = useQuery({
    queryKey: ['compared-profile', dataSource?.uid, query],
    enabled: isAsked,
    queryFn: async ({ signal }) => {
      if (!dataSource) {
        return null;
      }
      const frame = await queryProfile({ dataSource, maxNodes: MAX_NODES, ...query }, signal);
      return comparedProfileOf(frame, type.id === 'on-cpu');
    },
    // The past does not change, but what is on its way to the store may still arrive.
    staleTime: ({ state }) => (state.data ? Infinity : 0),
  });
  const sums = useQuery({
    queryKey: ['compared-sums', dataSource?.uid, query],
    enabled: isAsked,
    queryFn: async ({ signal }) =>
      dataSource ? querySums({ dataSource, groupBy: ['cost_category', 'wait_class'], ...query }, signal) : [],
    staleTime: ({ state }) => (state.data?.length ? Infinity : 0),
  });
  return { profile, sums, hasDataSource: dataSource !== undefined };
}

/** Of waits the agent knows how sure their shares are; of CPU samples their number says it. */
const knownOf = ({ samples }: ComparedProfile, summary: TargetSummary | null, switches: number): SplitKnowledge => ({
  ...(samples !== undefined && { samples }),
  switches,
  summary,
});
