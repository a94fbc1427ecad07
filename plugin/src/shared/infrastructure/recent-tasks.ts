import type { Page, Task } from '@meshprof/contracts';
import { request } from './controller-request';

/** The newest tasks, for pages that show or offer some of them. */
export const listRecentTasks = (limit: number, signal?: AbortSignal): Promise<Page<Task>> =>
  request('read/v1/tasks', { params: { limit }, signal });
