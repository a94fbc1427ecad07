import type { AlertDelivery, Task } from '@meshprof/contracts';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import { storeSelector } from '@shared/domain/store-selector';
import type { ProfileRef } from '../../../routes';

/** As long as the flight recorder reaches: what was normal, and there is most of it. */
const BEFORE_MS = 900_000;

export interface BeforeAfter {
  before: ProfileRef;
  after: ProfileRef;
}

/**
 * The same processes before the alert began and in its task. What an alert tells of began earlier than the alert, so
 * that the time just before it (`marginMs`) belongs to neither side. Undefined until there is something to compare.
 */
export function beforeAfter(
  { startsAt, selector }: Pick<AlertDelivery, 'startsAt' | 'selector'>,
  task: Task | undefined,
  marginMs: number
): BeforeAfter | undefined {
  const after = task && profileRefOfTask(task);
  if (after === undefined || startsAt === undefined || selector === undefined) {
    return undefined;
  }
  const toMs = Date.parse(startsAt) - marginMs;
  return {
    before: { labelSelector: storeSelector(selector), from: String(toMs - BEFORE_MS), to: String(toMs) },
    after,
  };
}
