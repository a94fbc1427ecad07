import { useMemo } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { listDeliveries } from '@shared/infrastructure/alerts-api';
import { tasksOfWindow } from '@shared/infrastructure/tasks-of-window';
import { bandsOfAlerts, bandsOfTasks } from './window-bands';

interface Window {
  fromUnixMs: number;
  toUnixMs: number;
}

/** What was going on in the window. Without an answer there is none: the charts say enough by themselves. */
export function useWindowBands({ fromUnixMs, toUnixMs }: Window) {
  const tasks = useQuery({
    queryKey: ['window-tasks', fromUnixMs, toUnixMs],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => tasksOfWindow({ fromUnixMs, toUnixMs }, signal),
  });
  const alerts = useQuery({
    queryKey: ['window-alerts', toUnixMs],
    placeholderData: keepPreviousData,
    // The newest page: more bands than that are a solid block.
    queryFn: async ({ signal }) => (await listDeliveries({}, undefined, signal)).items,
  });
  const bands = useMemo(() => {
    const window = { fromUnixMs, toUnixMs };
    return [...bandsOfTasks(tasks.data ?? [], window), ...bandsOfAlerts(alerts.data ?? [], window)];
  }, [tasks.data, alerts.data, fromUnixMs, toUnixMs]);
  return { bands, error: tasks.error ?? alerts.error };
}
