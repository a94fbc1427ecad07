import { useQuery } from '@tanstack/react-query';
import type { AlertDelivery } from '@meshprof/contracts';
import { isTaskFinal, POLL_ACTIVE_LIST_MS } from '@shared/domain/task-activity';
import { useControllerSetup } from '@shared/domain/use-controller-setup';
import { getTask } from '@shared/infrastructure/meshprof-api';
import { beforeAfter } from './before-after';

/** The task of a delivery, and what to compare it with. */
export function useDeliveryTask(delivery: AlertDelivery) {
  const { taskId } = delivery;
  const setup = useControllerSetup();
  const query = useQuery({
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => getTask(taskId!, signal),
    enabled: taskId !== undefined,
    // A task that was deleted is no trouble of this page.
    retry: false,
    refetchInterval: ({ state }) => (state.data && !isTaskFinal(state.data.state) ? POLL_ACTIVE_LIST_MS : false),
  });
  const { marginMs = 0 } = setup.data?.alerts ?? {};
  return { task: query.data, comparison: beforeAfter(delivery, query.data, marginMs) };
}
