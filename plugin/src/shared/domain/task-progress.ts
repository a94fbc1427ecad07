import type { Task } from '@meshprof/contracts';
import { isTaskFinal } from './task-activity';

/**
 * How much of a task that runs has been sampled, from 0 to 1, over all of its targets; undefined before the first of them
 * starts and once the task has ended.
 */
export function progressOf({ state, targets }: Pick<Task, 'state' | 'targets'>): number | undefined {
  const sampled = targets.filter((target) => target.state !== 'skipped');
  const totalMs = sampled.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (isTaskFinal(state) || totalMs === 0 || sampled.every((target) => target.state === 'waiting')) {
    return undefined;
  }
  const doneMs = sampled.reduce((sum, { progress, durationMs }) => sum + Math.min(progress.elapsedMs, durationMs), 0);
  return doneMs / totalMs;
}
