import { CreateTaskSchema, PlanTaskSchema, TaskPlanSchema, TaskSchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { HangUp } from '../http/hang-up.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import { bodyOfCopy, CloneTaskSchema } from './copy-task.ts';
import type { CreateRefusal, CreateRequest } from './create-task.ts';
import { planTask } from './plan-task.ts';
import { BODY_LIMIT_BYTES, noSuchTask, type TaskRouteParts, TaskParams } from './task-routes.ts';
import { findTask } from './task-store.ts';

const CreateHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'A repeated request with this key answers the task of the first one (kept for a day)',
    })
  ),
});

const CREATED = {
  200: describe('The task of an earlier request with this Idempotency-Key'),
  201: describe('Created'),
};

export function addCreateRoutes(scope: Scope, parts: TaskRouteParts): void {
  addCreate(scope, parts);
  addPlan(scope, parts);
  addRerun(scope, parts);
  addClone(scope, parts);
}

function addCreate(scope: Scope, parts: TaskRouteParts): void {
  scope.post('/v1/tasks', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['no-matching-target', 'idempotency-key-reused'] },
    schema: {
      summary: 'Create a task: at once on every process that matches now, or at a time to come',
      operationId: 'createTask',
      tags: ['tasks'],
      headers: CreateHeaders,
      body: CreateTaskSchema,
      response: CREATED,
    },
    handler: async ({ body, caller, headers }, reply) => {
      const made = await create(parts, { body, author: caller?.author ?? 'unknown' }, headers['idempotency-key']);
      reply.header('location', `/v1/tasks/${made.task.id}`);
      return reply.code(made.status).send(made.task);
    },
  });
}

function addPlan(scope: Scope, parts: TaskRouteParts): void {
  scope.post('/v1/tasks/plan', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate' },
    schema: {
      summary: 'What a task would be: who matches, who does not and why, when it starts, what it costs',
      operationId: 'planTask',
      tags: ['tasks'],
      body: PlanTaskSchema,
      response: { 200: TaskPlanSchema },
    },
    handler: async ({ body }, reply) => {
      // A form asks again while somebody types, and drops the question before.
      const client = new HangUp(reply);
      const { inventory, now } = parts;
      const outcome = await planTask({ inventory, isWanted: () => !client.hasHungUp }, body, now());
      if (!outcome.ok) throw refusal({ problem: 'invalid-request', detail: outcome.message, pointer: outcome.pointer });
      return outcome.plan;
    },
  });
}

function addRerun(scope: Scope, parts: TaskRouteParts): void {
  scope.post('/v1/tasks/:id/rerun', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['not-found', 'no-matching-target', 'idempotency-key-reused'] },
    schema: {
      summary: 'Run the same task again, at once, on what matches now',
      operationId: 'rerunTask',
      tags: ['tasks'],
      params: TaskParams,
      headers: CreateHeaders,
      response: CREATED,
    },
    handler: async ({ params, caller, headers }, reply) => {
      const task = await findTask(parts.storage, params.id);
      if (task === undefined) throw noSuchTask();
      const request = { body: bodyOfCopy(task), copyOf: task.id, author: caller?.author ?? 'unknown' };
      const made = await create(parts, request, headers['idempotency-key']);
      reply.header('location', `/v1/tasks/${made.task.id}`);
      return reply.code(made.status).send(made.task);
    },
  });
}

function addClone(scope: Scope, parts: TaskRouteParts): void {
  scope.post('/v1/tasks/:id/clone', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['not-found', 'no-matching-target', 'idempotency-key-reused'] },
    schema: {
      summary: 'Create a task like another one, but for what the body says',
      operationId: 'cloneTask',
      tags: ['tasks'],
      params: TaskParams,
      headers: CreateHeaders,
      body: CloneTaskSchema,
      response: CREATED,
    },
    handler: async ({ params, body, caller, headers }, reply) => {
      const task = await findTask(parts.storage, params.id);
      if (task === undefined) throw noSuchTask();
      const request = { body: bodyOfCopy(task, body), copyOf: task.id, author: caller?.author ?? 'unknown' };
      const made = await create(parts, request, headers['idempotency-key']);
      reply.header('location', `/v1/tasks/${made.task.id}`);
      return reply.code(made.status).send(made.task);
    },
  });
}

async function create(
  { creator }: TaskRouteParts,
  request: Pick<CreateRequest, 'body' | 'author' | 'copyOf'>,
  idempotencyKey: string | undefined
) {
  const outcome = await creator.create({
    ...request,
    origin: 'user',
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  if (outcome.outcome === 'refused') throw refusal(outcome);
  return { task: outcome.task, status: outcome.outcome === 'created' ? (201 as const) : (200 as const) };
}

function describe(description: string) {
  return { description, content: { 'application/json': { schema: TaskSchema } } };
}

export function refusal({ problem, detail, pointer }: Omit<CreateRefusal, 'outcome'>): ProblemError {
  return new ProblemError(
    problem,
    detail,
    pointer === undefined ? {} : { errors: [{ path: pointer, message: detail }] }
  );
}
