import type { ProfileTypeId, Task } from '@meshprof/contracts';
import { profileTypesOf } from '@shared/domain/describe-task';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import { t } from '@shared/domain/t';
import { compareUrl } from '../../../routes';

export type Comparison = { url: string } | { reason: string };

/** The older task is the left side, so that what grew since shows as more. Otherwise why it cannot be. */
export function comparisonOf(selected: readonly Task[]): Comparison {
  const [left, right, ...others] = [...selected].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  if (!left || !right || others.length > 0) {
    return { reason: t('tasks.compare.two', 'Select two tasks to compare them.') };
  }
  const [leftRef, rightRef] = [profileRefOfTask(left), profileRefOfTask(right)];
  if (!leftRef || !rightRef) {
    return { reason: t('tasks.compare.no-profile', 'One of the two tasks has no profile yet.') };
  }
  const type = commonType(left, right);
  return type
    ? { url: compareUrl(leftRef, rightRef, type) }
    : { reason: t('tasks.compare.no-type', 'The two tasks did not sample the same.') };
}

function commonType(left: Task, right: Task): ProfileTypeId | undefined {
  const types = new Set(profileTypesOf(right).map(({ id }) => id));
  return profileTypesOf(left).find(({ id }) => types.has(id))?.id;
}
