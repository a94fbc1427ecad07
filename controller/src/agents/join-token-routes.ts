import {
  CreatedJoinTokenSchema,
  CreateJoinTokenSchema,
  JoinTokenSchema,
  pageOf,
  PageQuerySchema,
} from '@meshprof/contracts';
import { Type } from 'typebox';
import { isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { JoinTokenStore } from './join-token-store.ts';

const ListQuery = Type.Object(PageQuerySchema.properties, { additionalProperties: false });
const TokenParams = Type.Object({ id: Type.String({ maxLength: 100 }) });
const BODY_LIMIT_BYTES = 8 * 1024;

export function addJoinTokenRoutes(scope: Scope, { joinTokens }: { joinTokens: JoinTokenStore }): void {
  scope.get('/v1/join-tokens', {
    config: { access: 'admin', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List join tokens, newest first, without the tokens themselves',
      operationId: 'listJoinTokens',
      tags: ['agents'],
      querystring: ListQuery,
      response: { 200: pageOf(JoinTokenSchema, 'JoinTokenPage') },
    },
    handler: ({ query }) =>
      readPage(query, {
        read: (page) => joinTokens.list(page),
        place: (token) => [Date.parse(token.createdAt), token.id] as const,
        isPlace: isTimePlace,
      }),
  });
  scope.post('/v1/join-tokens', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'admin' },
    schema: {
      summary: 'Create a join token; the answer is the only place where it is shown',
      operationId: 'createJoinToken',
      tags: ['agents'],
      body: CreateJoinTokenSchema,
      response: { 201: CreatedJoinTokenSchema },
    },
    handler: async ({ body, caller }, reply) =>
      reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await joinTokens.create(body, caller?.author ?? 'unknown')),
  });
  scope.post('/v1/join-tokens/:id/revoke', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'admin', problems: ['not-found'] },
    schema: {
      summary: 'Let a join token admit no more agents; those that it admitted stay',
      operationId: 'revokeJoinToken',
      tags: ['agents'],
      params: TokenParams,
      response: { 200: JoinTokenSchema },
    },
    handler: async ({ params, caller }) => {
      const revoked = await joinTokens.revoke(params.id, caller?.author ?? 'unknown');
      if (revoked === undefined) throw new ProblemError('not-found', 'No join token has this id.');
      return revoked;
    },
  });
}
