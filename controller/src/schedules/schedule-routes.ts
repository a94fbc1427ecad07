import { pageOf, PageQuerySchema, SaveScheduleSchema, ScheduleSchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { SaveOutcome, Schedules } from './schedules.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const ListQuery = Type.Object({ ...PageQuerySchema.properties }, { additionalProperties: false });
const BODY_LIMIT_BYTES = 64 * 1024;

export function addScheduleRoutes(scope: Scope, { schedules }: { schedules: Schedules }): void {
  addReads(scope, schedules);
  addChanges(scope, schedules);
}

function addReads(scope: Scope, schedules: Schedules): void {
  scope.get('/v1/schedules', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List schedules, newest first',
      operationId: 'listSchedules',
      tags: ['schedules'],
      querystring: ListQuery,
      response: { 200: pageOf(ScheduleSchema, 'SchedulePage') },
    },
    handler: ({ query }) =>
      readPage(query, {
        read: (page) => schedules.list(page),
        place: ({ createdAt, id }) => [Date.parse(createdAt), id] as const,
        isPlace: isTimePlace,
      }),
  });
  scope.get('/v1/schedules/:id', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'Show a schedule',
      operationId: 'showSchedule',
      tags: ['schedules'],
      params: Params,
      response: { 200: ScheduleSchema },
    },
    handler: async ({ params }) => {
      const schedule = await schedules.find(params.id);
      if (schedule === undefined) throw noSuchSchedule();
      return schedule;
    },
  });
}

function addChanges(scope: Scope, schedules: Schedules): void {
  scope.post('/v1/schedules', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate' },
    schema: {
      summary: 'Create a task again and again, at times that a cron expression says',
      operationId: 'createSchedule',
      tags: ['schedules'],
      body: SaveScheduleSchema,
      response: { 201: { description: 'Created', content: { 'application/json': { schema: ScheduleSchema } } } },
    },
    handler: async ({ body, caller }, reply) => {
      const schedule = saved(await schedules.create(body, caller?.author ?? 'unknown'));
      reply.header('location', `/v1/schedules/${schedule.id}`);
      return reply.code(201).send(schedule);
    },
  });
  scope.put('/v1/schedules/:id', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['not-found'] },
    schema: {
      summary: 'Replace a schedule, or stop it with enabled: false; its next task, if there is one, is cancelled',
      operationId: 'replaceSchedule',
      tags: ['schedules'],
      params: Params,
      body: SaveScheduleSchema,
      response: { 200: ScheduleSchema },
    },
    handler: async ({ params, body, caller }) =>
      saved(await schedules.replace(params.id, body, caller?.author ?? 'unknown')),
  });
  scope.delete('/v1/schedules/:id', {
    config: { access: 'operate', problems: ['not-found'] },
    schema: {
      summary: 'Delete a schedule; its next task, if there is one, is cancelled, and those that began go on',
      operationId: 'deleteSchedule',
      tags: ['schedules'],
      params: Params,
      response: { 204: Type.Null({ description: 'Deleted' }) },
    },
    handler: async ({ params, caller }, reply) => {
      if (!(await schedules.remove(params.id, caller?.author ?? 'unknown'))) throw noSuchSchedule();
      return reply.code(204).send(null);
    },
  });
}

function saved(outcome: SaveOutcome) {
  if (outcome.outcome === 'saved') return outcome.schedule;
  if (outcome.outcome === 'not-found') throw noSuchSchedule();
  const { pointer, message } = outcome;
  throw new ProblemError('invalid-request', message, { errors: [{ path: pointer, message }] });
}

function noSuchSchedule(): ProblemError {
  return new ProblemError('not-found', 'No schedule has this id. It may have been deleted.');
}
