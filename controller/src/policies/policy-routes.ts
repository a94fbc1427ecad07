import {
  FiringSchema,
  pageOf,
  PageQuerySchema,
  PolicySchema,
  PolicyTargetSchema,
  PutPolicySchema,
} from '@meshprof/contracts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isTextPlace, isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import { completeRule, type CompleteRule, findRuleProblem } from './complete-rule.ts';
import type { MatchingCounts } from './matching-counts.ts';
import type { PolicyLists } from './policy-lists.ts';
import type { PolicyPosition, PolicyStore } from './policy-store.ts';

export interface PolicyRouteParts {
  readonly policies: PolicyStore;
  readonly lists: PolicyLists;
  readonly matching: Pick<MatchingCounts, 'addTo'>;
  readonly hasPrometheus: boolean;
}

const PolicyParams = Type.Object({ id: Type.String({ maxLength: 100 }) });
const ListQuery = Type.Object(PageQuerySchema.properties, { additionalProperties: false });
const NoContent = Type.Null({ description: 'Deleted' });

export const POLICY_BODY_LIMIT_BYTES = 64 * 1024;

export function addPolicyRoutes(scope: Scope, parts: PolicyRouteParts): void {
  addReads(scope, parts);
  addLists(scope, parts);
  addCreate(scope, parts);
  addReplace(scope, parts);
  addSwitches(scope, parts);
  addDelete(scope, parts);
}

/** The rule with its defaults; a problem if it cannot work on this controller. */
export function usableRule(rule: Parameters<typeof completeRule>[0], parts: { hasPrometheus: boolean }): CompleteRule {
  const complete = completeRule(rule);
  const problem = findRuleProblem(complete, parts);
  if (problem === undefined) return complete;
  throw new ProblemError('invalid-request', problem.message, { errors: [problem] });
}

function addReads(scope: Scope, { policies, matching }: PolicyRouteParts): void {
  scope.get('/v1/policies', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List policies, newest first',
      operationId: 'listPolicies',
      tags: ['policies'],
      querystring: ListQuery,
      response: { 200: pageOf(PolicySchema, 'PolicyPage') },
    },
    handler: ({ query }) =>
      readPage(query, {
        read: async (page) => {
          const listed = await policies.list(page);
          return Promise.all(listed.map((policy) => matching.addTo(policy)));
        },
        place: (policy): PolicyPosition => [Date.parse(policy.createdAt), policy.id],
        isPlace: isTimePlace,
      }),
  });
  scope.get('/v1/policies/:id', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'Show a policy',
      operationId: 'showPolicy',
      tags: ['policies'],
      params: PolicyParams,
      response: { 200: PolicySchema },
    },
    handler: async ({ params }) => matching.addTo(found(await policies.find(params.id))),
  });
}

function addLists(scope: Scope, { policies, lists }: PolicyRouteParts): void {
  scope.get('/v1/policies/:id/firings', {
    config: { access: 'read', problems: ['not-found', 'invalid-cursor'] },
    schema: {
      summary: 'List what a trigger did, newest first',
      operationId: 'listFirings',
      tags: ['policies'],
      params: PolicyParams,
      querystring: ListQuery,
      response: { 200: pageOf(FiringSchema, 'FiringPage') },
    },
    handler: async ({ params, query }) => {
      found(await policies.find(params.id));
      return readPage(query, {
        read: (page) => lists.firings(params.id, page),
        place: (firing) => [Date.parse(firing.at), firing.id] as const,
        isPlace: isTimePlace,
      });
    },
  });
  scope.get('/v1/policies/:id/targets', {
    config: { access: 'read', problems: ['not-found', 'invalid-cursor'] },
    schema: {
      summary: 'List the processes that a policy profiles all the time, by node',
      operationId: 'listPolicyTargets',
      tags: ['policies'],
      params: PolicyParams,
      querystring: ListQuery,
      response: { 200: pageOf(PolicyTargetSchema, 'PolicyTargetPage') },
    },
    handler: async ({ params, query }) => {
      found(await policies.find(params.id));
      return readPage(query, {
        read: (page) => lists.targets(params.id, page),
        place: (target) => [target.node, target.id] as const,
        isPlace: isTextPlace,
      });
    },
  });
}

function addCreate(scope: Scope, parts: PolicyRouteParts): void {
  scope.post('/v1/policies', {
    bodyLimit: POLICY_BODY_LIMIT_BYTES,
    config: { access: 'operate' },
    schema: {
      summary: 'Create a policy',
      operationId: 'createPolicy',
      tags: ['policies'],
      body: PutPolicySchema,
      response: { 201: PolicySchema },
    },
    handler: async (request, reply) => {
      const { name, enabled = true } = request.body;
      const definition = { name, enabled, rule: usableRule(request.body.rule, parts) };
      const policy = await parts.policies.create(definition, authorOf(request));
      return reply.code(201).header('location', `/v1/policies/${policy.id}`).send(policy);
    },
  });
}

function addReplace(scope: Scope, parts: PolicyRouteParts): void {
  scope.put('/v1/policies/:id', {
    bodyLimit: POLICY_BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['not-found'] },
    schema: {
      summary: 'Replace what a policy does',
      operationId: 'replacePolicy',
      tags: ['policies'],
      params: PolicyParams,
      body: PutPolicySchema,
      response: { 200: PolicySchema },
    },
    handler: async (request) => {
      const { name, enabled = true } = request.body;
      const definition = { name, enabled, rule: usableRule(request.body.rule, parts) };
      return found(await parts.policies.replace(request.params.id, definition, authorOf(request)));
    },
  });
}

function addSwitches(scope: Scope, { policies }: PolicyRouteParts): void {
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    scope.post(`/v1/policies/:id/${verb}`, {
      bodyLimit: POLICY_BODY_LIMIT_BYTES,
      config: { access: 'operate', problems: ['not-found'] },
      schema: {
        summary: enabled ? 'Let a policy work' : 'Let a policy rest; tasks it started go on',
        operationId: `${verb}Policy`,
        tags: ['policies'],
        params: PolicyParams,
        response: { 200: PolicySchema },
      },
      handler: async (request) => found(await policies.setEnabled(request.params.id, enabled, authorOf(request))),
    });
  }
}

function addDelete(scope: Scope, { policies }: PolicyRouteParts): void {
  scope.delete('/v1/policies/:id', {
    config: { access: 'operate', problems: ['not-found'] },
    schema: {
      summary: 'Delete a policy with its list of firings; its tasks and profiles stay',
      operationId: 'deletePolicy',
      tags: ['policies'],
      params: PolicyParams,
      response: { 204: NoContent },
    },
    handler: async (request, reply) => {
      if (!(await policies.delete(request.params.id, authorOf(request)))) throw noSuchPolicy();
      return reply.code(204).send(null);
    },
  });
}

function authorOf({ caller }: Pick<FastifyRequest, 'caller'>): string {
  return caller?.author ?? 'unknown';
}

function found<T>(policy: T | undefined): T {
  if (policy === undefined) throw noSuchPolicy();
  return policy;
}

function noSuchPolicy(): ProblemError {
  return new ProblemError('not-found', 'No policy has this id. It may have been deleted.');
}
