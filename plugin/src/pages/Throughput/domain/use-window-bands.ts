import { useMemo } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { listDeliveries } from '@shared/infrastructure/alerts-api';
import { getExperiment, listExperiments } from '@shared/infrastructure/experiments-api';
import { listTasks } from '@shared/infrastructure/tasks-api';
import { bandsOfAlerts, bandsOfExperiments, bandsOfSlots, bandsOfTasks } from './window-bands';

/** More bands than this are a solid block on any screen. */
const MAX_TASKS = 200;
/** A task begins within this time after its creation, for all that a picture of hours needs. */
const LONGEST_LEAD_MS = 24 * 3_600_000;

const createdFor = ({ fromUnixMs, toUnixMs }: UnixRange) => ({
  createdFrom: new Date(fromUnixMs - LONGEST_LEAD_MS).toISOString(),
  createdBefore: new Date(toUnixMs).toISOString(),
});

/**
 * What was going on in the window; of a chosen experiment each slot. Without an answer there are no bands, and the page
 * says so.
 */
export function useWindowBands({ fromUnixMs, toUnixMs }: UnixRange, experimentId?: string) {
  const tasks = useQuery({
    queryKey: ['window-tasks', fromUnixMs, toUnixMs],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await listTasks(createdFor({ fromUnixMs, toUnixMs }), { limit: MAX_TASKS }, signal)).items,
  });
  const alerts = useQuery({
    queryKey: ['window-alerts', toUnixMs],
    placeholderData: keepPreviousData,
    // The newest page: more bands than that are a solid block.
    queryFn: async ({ signal }) => (await listDeliveries({}, undefined, signal)).items,
  });
  const experiments = useQuery({
    queryKey: ['window-experiments', toUnixMs],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await listExperiments({}, {}, signal)).items,
  });
  const chosen = useQuery({
    queryKey: ['experiment', experimentId],
    enabled: experimentId !== undefined,
    queryFn: ({ signal }) => getExperiment(experimentId ?? '', signal),
  });
  const bands = useMemo(() => {
    const window = { fromUnixMs, toUnixMs };
    // Its slots say more than its beginning and end.
    const others = (experiments.data ?? []).filter(({ id }) => id !== chosen.data?.id);
    return [
      ...bandsOfTasks(tasks.data ?? [], window),
      ...bandsOfExperiments(others, window),
      ...(chosen.data ? bandsOfSlots(chosen.data, window) : []),
      ...bandsOfAlerts(alerts.data ?? [], window),
    ];
  }, [tasks.data, experiments.data, chosen.data, alerts.data, fromUnixMs, toUnixMs]);
  return {
    bands,
    experiment: chosen.data,
    error: tasks.error ?? alerts.error ?? experiments.error ?? chosen.error,
  };
}
