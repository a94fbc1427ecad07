import { CreateTaskSchema, pageOf, PageQuerySchema, stringEnum, TASK_STATES, TaskSchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { cancelTask } from './cancel-task.ts';
import type { CreateOutcome, TaskCreator } from './create-task.ts';
import type { TaskChanges } from './task-changes.ts';
import { findTask, listTasks, type TaskPosition } from './task-store.ts';

export interface TaskRouteParts {
  readonly storage: Storage;
  readonly audit: AuditLog;
  readonly creator: TaskCreator;
  readonly changes: TaskChanges;
  readonly now: () => number;
}

const TaskParams = Type.Object({ id: Type.String({ maxLength: 100 }) });

const CreateHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'A repeated request with this key answers the task of the first one (kept for a day)',
    })
  ),
});

const ListQuery = Type.Object(
  { ...PageQuerySchema.properties, state: Type.Optional(stringEnum(TASK_STATES)) },
  { additionalProperties: false }
);

const BODY_LIMIT_BYTES = 64 * 1024;

export function addTaskRoutes(scope: Scope, parts: TaskRouteParts): void {
  addCreate(scope, parts);
  addReads(scope, parts);
  addCancel(scope, parts);
}

function addCreate(scope: Scope, { creator }: TaskRouteParts): void {
  scope.post('/v1/tasks', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['no-matching-target', 'idempotency-key-reused'] },
    schema: {
      summary: 'Create a task and start it on every process that matches now',
      operationId: 'createTask',
      tags: ['tasks'],
      headers: CreateHeaders,
      body: CreateTaskSchema,
      response: { 200: describe('The task of an earlier request with this Idempotency-Key'), 201: describe('Created') },
    },
    handler: async (request, reply) => {
      const author = request.caller?.author ?? 'unknown';
      const idempotencyKey = request.headers['idempotency-key'];
      const outcome = await creator.create({
        body: request.body,
        author,
        origin: 'user',
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      });
      if (outcome.outcome === 'refused') throw refusal(outcome);
      reply.header('location', `/v1/tasks/${outcome.task.id}`);
      return reply.code(outcome.outcome === 'created' ? 201 : 200).send(outcome.task);
    },
  });
}

function addReads(scope: Scope, { storage }: TaskRouteParts): void {
  scope.get('/v1/tasks', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List tasks, newest first',
      operationId: 'listTasks',
      tags: ['tasks'],
      querystring: ListQuery,
      response: { 200: pageOf(TaskSchema, 'TaskPage') },
    },
    handler: ({ query }) =>
      readPage(query, {
        read: (page) => listTasks(storage, { ...page, ...(query.state !== undefined && { state: query.state }) }),
        place: (task): TaskPosition => [Date.parse(task.createdAt), task.id],
        isPlace: isTimePlace,
      }),
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
      summary: 'End a task early; what was recorded until then is kept',
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

function describe(description: string) {
  return { description, content: { 'application/json': { schema: TaskSchema } } };
}

function noSuchTask(): ProblemError {
  return new ProblemError('not-found', 'No task has this id. It may have been deleted.');
}

function refusal({ problem, detail, pointer }: CreateOutcome & { outcome: 'refused' }): ProblemError {
  return new ProblemError(
    problem,
    detail,
    pointer === undefined ? {} : { errors: [{ path: pointer, message: detail }] }
  );
}
