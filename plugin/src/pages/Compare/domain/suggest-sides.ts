import type { Task } from '@meshprof/contracts';
import { earlierRef } from '@shared/domain/earlier-refs';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import type { ProfileRef } from '../../../routes';
import { againstEarlier } from './earlier-sides';
import { selectorLabels } from './selector-labels';

/** Why two sides are what they are, for the person who did not choose them. */
export type SuggestionReason = 'last-two-tasks' | 'only-task' | 'earlier';

export interface SuggestedSides {
  left: ProfileRef;
  right: ProfileRef;
  reason: SuggestionReason;
}

/**
 * What to compare, of tasks that have profiles, newest first. Of a `given` side that the link names: what there was of the
 * same before. Else the last task against the last before it that profiled the same services the same way.
 */
export function suggestSides(tasks: Task[], given?: ProfileRef): SuggestedSides | undefined {
  const givenTask = given && tasks.find(({ id }) => id === selectorLabels(given.labelSelector)['task_id']);
  const latest = given ? givenTask : tasks[0];
  const right = given ?? (latest && profileRefOfTask(latest));
  if (!right) {
    return undefined;
  }
  if (!latest) {
    return { ...againstEarlier(right, undefined, 'hour'), reason: 'earlier' };
  }
  const before = tasks.slice(tasks.indexOf(latest) + 1).find((task) => isComparable(task, latest));
  const left = before && profileRefOfTask(before);
  return left
    ? { left, right, reason: 'last-two-tasks' }
    : { left: earlierRef(latest.targets, right, 'hour'), right, reason: 'only-task' };
}

/** It profiled the same services and has a kind of profile in common. */
const isComparable = (a: Task, b: Task) =>
  servicesOf(a) === servicesOf(b) && a.events.some((event) => b.events.includes(event));

const servicesOf = ({ targets }: Task) => [...new Set(targets.map(({ service }) => service))].sort().join('\n');
