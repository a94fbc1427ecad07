import { CrossingResponseSchema, CrossingSchema, StandingReportSchema, WatchAnswerSchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { agentOf } from '../agents/protocol-routes.ts';
import type { Scope } from '../http/scope.ts';
import type { AgentHistories } from './agent-histories.ts';
import type { AgentReports } from './agent-reports.ts';

export interface PolicyProtocolParts {
  readonly reports: AgentReports;
  readonly histories: AgentHistories;
}

const BODY_LIMIT_BYTES = 512 * 1024;
const NoContent = Type.Null({ description: 'Taken' });

/** What agents say about policies; the rules of this conversation are in contracts/src/standing.ts. */
export function addPolicyProtocolRoutes(scope: Scope, { reports, histories }: PolicyProtocolParts): void {
  scope.post('/agent/v1/standing', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'agent' },
    schema: {
      summary: 'Report how standing sessions are',
      operationId: 'reportStanding',
      tags: ['agent protocol'],
      body: StandingReportSchema,
      response: { 204: NoContent },
    },
    handler: async (request, reply) => {
      await reports.standing(agentOf(request), request.body.sessions);
      return reply.code(204).send(null);
    },
  });
  scope.post('/agent/v1/crossings', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'agent' },
    schema: {
      summary: 'Report that a watched value is beyond its threshold',
      operationId: 'reportCrossing',
      tags: ['agent protocol'],
      body: CrossingSchema,
      response: { 200: CrossingResponseSchema },
    },
    handler: (request) => reports.crossing(agentOf(request), request.body),
  });
  scope.post('/agent/v1/answers', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'agent' },
    schema: {
      summary: 'Answer how often a watch would have crossed',
      operationId: 'answerQuestion',
      tags: ['agent protocol'],
      body: WatchAnswerSchema,
      response: { 204: NoContent },
    },
    handler: async (request, reply) => {
      await histories.accept(agentOf(request), request.body);
      return reply.code(204).send(null);
    },
  });
}
