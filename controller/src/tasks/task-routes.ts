import { DeletedTaskSchema, TaskSchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import type { AuditLog } from '../audit/audit-log.ts';
import { isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { InventoryStore } from '../targets/inventory-store.ts';
import { cancelTask } from './cancel-task.ts';
import type { TaskCreator } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import type { TaskChanges } from './task-changes.ts';
import { listTasks, TaskListQuerySchema, TaskPageSchema } from './task-list.ts';
import { findTask, type TaskPosition } from './task-store.ts';

export interface TaskRouteParts {
  readonly storage: Storage;
  readonly inventory: InventoryStore;
  readonly audit: AuditLog;
  readonly creator: TaskCreator;
  readonly changes: TaskChanges;
  readonly now: () => number;
}

export const TaskParams = Type.Object({ id: Type.String({ maxLength: 100 }) });

export const BODY_LIMIT_BYTES = 64 * 1024;

/** Reads, and what ends a task; task-create-routes.ts has what makes one. */
export function addTaskRoutes(scope: Scope, parts: TaskRouteParts): void {
  addReads(scope, parts);
  addCancel(scope, parts);
  addDelete(scope, parts);
}

function addReads(scope: Scope, { storage }: TaskRouteParts): void {
  scope.get('/v1/tasks', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List tasks, newest first',
      operationId: 'listTasks',
      tags: ['tasks'],
      querystring: TaskListQuerySchema,
      response: { 200: TaskPageSchema },
    },
    handler: ({ query }) => {
      const { limit, cursor, ...filter } = query;
      return readPage(
        { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) },
        {
          read: (page) => listTasks(storage, filter, page),
          place: (task): TaskPosition => [Date.parse(task.createdAt), task.id],
          isPlace: isTimePlace,
        }
      );
    },
  });
  scope.get('/v1/tasks/:id', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'Show a task',
      operationId: 'showTask',
      tags: ['tasks'],
      params: TaskParams,
      response: { 200: TaskSchema },
    },
    handler: async ({ params }) => {
      const task = await findTask(storage, params.id);
      if (task === undefined) throw noSuchTask();
      return task;
    },
  });
}

function addCancel(scope: Scope, parts: TaskRouteParts): void {
  scope.post('/v1/tasks/:id/cancel', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['not-found', 'conflict'] },
    schema: {
      summary: 'End a task early, also before it starts; what was recorded until then is kept',
      operationId: 'cancelTask',
      tags: ['tasks'],
      params: TaskParams,
      response: { 200: TaskSchema },
    },
    handler: async ({ params, caller }) => {
      const author = caller?.author ?? 'unknown';
      const result = await cancelTask(parts, { taskId: params.id, author, nowMs: parts.now() });
      switch (result.outcome) {
        case 'cancelled':
          return result.task;
        case 'not-found':
          throw noSuchTask();
        case 'ended':
          throw new ProblemError(
            'conflict',
            `The task is ${result.state}; only one that has not ended can be cancelled.`
          );
      }
    },
  });
}

function addDelete(scope: Scope, parts: TaskRouteParts): void {
  scope.delete('/v1/tasks/:id', {
    config: { access: 'operate', problems: ['not-found', 'conflict'] },
    schema: {
      summary: 'Delete a task that has ended; its profiles stay in the store until its retention ends',
      operationId: 'deleteTask',
      tags: ['tasks'],
      params: TaskParams,
      response: { 200: DeletedTaskSchema },
    },
    handler: async ({ params, caller }) => {
      const outcome = await deleteTask(parts, { taskId: params.id, author: caller?.author ?? 'unknown' });
      if (outcome === 'not-found') throw noSuchTask();
      if (outcome === 'active') throw new ProblemError('conflict', 'The task has not ended. Cancel it first.');
      return { id: params.id, profiles: 'kept' as const, detail: PROFILES_STAY };
    },
  });
}

const PROFILES_STAY =
  'The task is deleted. Its profiles stay in the profile store, under its task_id, until the retention there ends.';

export function noSuchTask(): ProblemError {
  return new ProblemError('not-found', 'No task has this id. It may have been deleted.');
}
