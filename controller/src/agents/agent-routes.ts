import { AgentSchema, pageOf, PageQuerySchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { isTextPlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { AgentStore } from './agent-store.ts';

const ListQuery = Type.Object(PageQuerySchema.properties, { additionalProperties: false });
const AgentParams = Type.Object({ id: Type.String({ maxLength: 100 }) });
const BODY_LIMIT_BYTES = 8 * 1024;

export function addAgentRoutes(scope: Scope, { agents }: { agents: AgentStore }): void {
  addReads(scope, agents);
  addCredentialChanges(scope, agents);
  scope.delete('/v1/agents/:id', {
    config: { access: 'admin', problems: ['not-found', 'conflict'] },
    schema: {
      summary: 'Forget an agent that is lost or revoked; its machine may join again',
      operationId: 'deleteAgent',
      tags: ['agents'],
      params: AgentParams,
      response: { 204: Type.Null({ description: 'Forgotten' }) },
    },
    handler: async ({ params, caller }, reply) => {
      switch (await agents.remove(params.id, caller?.author ?? 'unknown')) {
        case 'removed':
          return reply.code(204).send(null);
        case 'not-found':
          throw noSuchAgent();
        case 'connected':
          throw new ProblemError('conflict', 'The agent is connected. Revoke it first, or stop it and wait.');
      }
    },
  });
}

function addReads(scope: Scope, agents: AgentStore): void {
  scope.get('/v1/agents', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List agents, by node',
      operationId: 'listAgents',
      tags: ['agents'],
      querystring: ListQuery,
      response: { 200: pageOf(AgentSchema, 'AgentPage') },
    },
    handler: ({ query }) =>
      readPage(query, {
        read: (page) => agents.list(page),
        place: (agent) => [agent.node, agent.id] as const,
        isPlace: isTextPlace,
      }),
  });
  scope.get('/v1/agents/:id', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'Show an agent: version, kernel, what it lacks, limits',
      operationId: 'showAgent',
      tags: ['agents'],
      params: AgentParams,
      response: { 200: AgentSchema },
    },
    handler: async ({ params }) => {
      const agent = await agents.show(params.id);
      if (agent === undefined) throw noSuchAgent();
      return agent;
    },
  });
}

function addCredentialChanges(scope: Scope, agents: AgentStore): void {
  scope.post('/v1/agents/:id/revoke', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'admin', problems: ['not-found'] },
    schema: {
      summary: 'End an agent’s credential, and refuse its machine until the agent is deleted',
      operationId: 'revokeAgent',
      tags: ['agents'],
      params: AgentParams,
      response: { 200: AgentSchema },
    },
    handler: async ({ params, caller }) => {
      const agent = await agents.revoke(params.id, caller?.author ?? 'unknown');
      if (agent === undefined) throw noSuchAgent();
      return agent;
    },
  });
  scope.post('/v1/agents/:id/rotate', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'admin', problems: ['not-found', 'conflict'] },
    schema: {
      summary: 'Give an agent a new credential with its next heartbeat; the old one ends when the new one is used',
      operationId: 'rotateAgent',
      tags: ['agents'],
      params: AgentParams,
      response: { 200: AgentSchema },
    },
    handler: async ({ params, caller }) => {
      const agent = await agents.rotate(params.id, caller?.author ?? 'unknown');
      if (agent === undefined) throw noSuchAgent();
      if (agent === 'revoked') {
        throw new ProblemError('conflict', 'The agent is revoked. Delete it, and its machine may join anew.');
      }
      return agent;
    },
  });
}

function noSuchAgent(): ProblemError {
  return new ProblemError('not-found', 'No agent has this id. It may have been deleted.');
}
