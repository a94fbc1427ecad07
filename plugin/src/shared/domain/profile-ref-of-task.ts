import type { Task, TaskTarget } from '@meshprof/contracts';
import type { ProfileRef } from '../../routes';
import { labelSelector } from './label-selector';

/**
 * Stores compare a profile's own time, with a precision that differs between them. The task id already makes the
 * selection exact, so a wider window adds nothing foreign and misses nothing at the edges.
 */
const MARGIN_MS = 2000;

/** Where the profiles of a task, or of one of its targets, are in the store; undefined until the first was exported. */
export function profileRefOfTask(
  { id, targets }: Pick<Task, 'id' | 'targets'>,
  one?: TaskTarget
): ProfileRef | undefined {
  const windows = (one ? [one] : targets).flatMap(({ profileStart, profileEnd }) =>
    profileStart && profileEnd ? [{ fromMs: Date.parse(profileStart), toMs: Date.parse(profileEnd) }] : []
  );
  if (windows.length === 0) {
    return undefined;
  }
  return {
    labelSelector: labelSelector({ task_id: id, process_pid: one?.pid }),
    from: String(Math.min(...windows.map(({ fromMs }) => fromMs)) - MARGIN_MS),
    to: String(Math.max(...windows.map(({ toMs }) => toMs)) + MARGIN_MS),
  };
}
