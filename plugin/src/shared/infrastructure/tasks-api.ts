import type {
  CreateTask,
  DeletedTask,
  EventId,
  Page,
  PlanTask,
  Task,
  TaskOrigin,
  TaskPlan,
  TaskState,
} from '@meshprof/contracts';
import { request } from './controller-request';

export const TASKS_PAGE_SIZE = 100;

export interface TaskQuery {
  states?: readonly TaskState[];
  origin?: TaskOrigin;
  author?: string;
  /** Id of the schedule that made them. */
  schedule?: string;
  event?: EventId;
  /** Words that must all occur in what people wrote, what the selector wants or what is known of the processes. */
  search?: string;
  /** ISO 8601. */
  createdFrom?: string;
  createdBefore?: string;
}

/** A page of tasks, newest first. */
export const listTasks = (
  { states, ...query }: TaskQuery,
  { cursor, limit = TASKS_PAGE_SIZE }: { cursor?: string; limit?: number } = {},
  signal?: AbortSignal
): Promise<Page<Task>> =>
  request('read/v1/tasks', { params: { ...query, state: states?.length ? states : undefined, limit, cursor }, signal });

/** What the task would be; nothing is stored. */
export const planTask = (task: PlanTask, signal?: AbortSignal): Promise<TaskPlan> =>
  request('operate/v1/tasks/plan', { method: 'POST', data: task, signal });

/** A repeated call with the same key answers the task of the first one. */
export const createTask = (task: CreateTask, idempotencyKey: string): Promise<Task> =>
  request('operate/v1/tasks', { method: 'POST', data: task, headers: keyed(idempotencyKey) });

/** Like `createTask`, and the new task says which one it repeats. */
export const cloneTask = (taskId: string, task: CreateTask, idempotencyKey: string): Promise<Task> =>
  request(`${one(taskId)}/clone`, { method: 'POST', data: task, headers: keyed(idempotencyKey) });

export const rerunTask = (taskId: string, idempotencyKey: string): Promise<Task> =>
  request(`${one(taskId)}/rerun`, { method: 'POST', data: {}, headers: keyed(idempotencyKey) });

export const deleteTask = (taskId: string): Promise<DeletedTask> => request(one(taskId), { method: 'DELETE' });

const one = (taskId: string) => `operate/v1/tasks/${encodeURIComponent(taskId)}`;
const keyed = (key: string) => ({ 'Idempotency-Key': key });
