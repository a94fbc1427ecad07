import type { CreateTask, ListedTarget, Page, TargetSummary, Task } from '@meshprof/contracts';
import { request } from './controller-request';

/** Rows the targets page holds at most; beyond that a person searches with a narrower agent or selector. */
export const MAX_LISTED_TARGETS = 5000;
const TARGETS_PAGE_SIZE = 500;
export const TASKS_PAGE_SIZE = 50;

export interface ListedTargets {
  items: ListedTarget[];
  /** True where the controller knows more targets than `MAX_LISTED_TARGETS`. */
  cut: boolean;
}

export async function listTargets(signal?: AbortSignal): Promise<ListedTargets> {
  const items: ListedTarget[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<ListedTarget> = await request('read/v1/targets', {
      params: { limit: TARGETS_PAGE_SIZE, cursor },
      signal,
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < MAX_LISTED_TARGETS);
  return { items, cut: Boolean(cursor) };
}

export const listTasks = (cursor: string | undefined, signal?: AbortSignal): Promise<Page<Task>> =>
  request('read/v1/tasks', { params: { limit: TASKS_PAGE_SIZE, cursor }, signal });

export const getTask = (taskId: string, signal?: AbortSignal): Promise<Task> =>
  request(`read/v1/tasks/${encodeURIComponent(taskId)}`, { signal });

/** Fails with `not-found` until the target's session has ended, and for one of an older agent. */
export const getTargetSummary = (taskId: string, targetId: string, signal?: AbortSignal): Promise<TargetSummary> =>
  request(`read/v1/tasks/${encodeURIComponent(taskId)}/targets/${encodeURIComponent(targetId)}/summary`, { signal });

export const createTask = (task: CreateTask): Promise<Task> =>
  request('operate/v1/tasks', { method: 'POST', data: task });

export const cancelTask = (taskId: string): Promise<Task> =>
  request(`operate/v1/tasks/${encodeURIComponent(taskId)}/cancel`, { method: 'POST', data: {} });

/** Answers if the proxy reaches a controller that accepts the secret; throws as every call does otherwise. */
export async function testConnection(): Promise<void> {
  await request('read/v1/tasks', { params: { limit: 1 } });
}
