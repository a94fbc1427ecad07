import { AgentSchema, pageOf, PageQuerySchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { isTextPlace, readPage } from '../http/cursor.ts';
import type { Scope } from '../http/scope.ts';
import type { AgentStore } from './agent-store.ts';

const ListQuery = Type.Object(PageQuerySchema.properties, { additionalProperties: false });

export function addAgentRoutes(scope: Scope, { agents }: { agents: AgentStore }): void {
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
}
