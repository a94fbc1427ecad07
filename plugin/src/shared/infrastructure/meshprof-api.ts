import type { TargetSummary, Task } from '@meshprof/contracts';
import { request } from './controller-request';

export const getTask = (taskId: string, signal?: AbortSignal): Promise<Task> =>
  request(`read/v1/tasks/${encodeURIComponent(taskId)}`, { signal });

/** Fails with `not-found` until the target's session has ended, and for one of an older agent. */
export const getTargetSummary = (taskId: string, targetId: string, signal?: AbortSignal): Promise<TargetSummary> =>
  request(`read/v1/tasks/${encodeURIComponent(taskId)}/targets/${encodeURIComponent(targetId)}/summary`, { signal });

export const cancelTask = (taskId: string): Promise<Task> =>
  request(`operate/v1/tasks/${encodeURIComponent(taskId)}/cancel`, { method: 'POST', data: {} });
