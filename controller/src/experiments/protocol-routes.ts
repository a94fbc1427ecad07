import {
  ExperimentAssignmentsSchema,
  ExperimentOrdersSchema,
  ExperimentStatusSchema,
  LONG_POLL_MAX_MS,
} from '@meshprof/contracts';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import { HangUp } from '../http/hang-up.ts';
import { agentOf, PollQuery } from '../agents/protocol-routes.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import { readExperimentAssignments } from './experiment-board.ts';
import { ExperimentParams } from './experiment-routes.ts';
import type { Experiments } from './experiments.ts';

export interface ExperimentProtocolParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly board: AssignmentBoard;
  readonly experiments: Experiments;
  readonly now: () => number;
}

/** 64 slots with their profiles, and a report over all of them. */
const REPORT_LIMIT_BYTES = 4 * 1024 * 1024;

/** What experiment agents say; the rules of this conversation are in contracts/src/experiments/agent-protocol.ts. */
export function addExperimentProtocol(scope: Scope, parts: ExperimentProtocolParts): void {
  scope.get('/agent/v1/experiments', {
    config: { access: 'agent' },
    schema: {
      summary: `What to run now: answers when that differs from the version given, or after waitMs (${LONG_POLL_MAX_MS} at most)`,
      operationId: 'pollExperiments',
      tags: ['agent protocol'],
      querystring: PollQuery,
      response: { 200: ExperimentAssignmentsSchema },
    },
    handler: async (request, reply) => {
      const agentId = agentOf(request);
      parts.presence.touch(agentId);
      const client = new HangUp(reply);
      const read = () => readExperimentAssignments(parts, agentId);
      const answer = await parts.board.pollFor(agentId, { ...request.query, client }, { read, keeps: () => true });
      if (!client.hasHungUp) parts.presence.touch(agentId);
      return answer;
    },
  });
  addReport(scope, parts);
}

function addReport(scope: Scope, { presence, experiments }: ExperimentProtocolParts): void {
  scope.post('/agent/v1/experiments/:id/report', {
    bodyLimit: REPORT_LIMIT_BYTES,
    config: { access: 'agent', problems: ['not-found'] },
    schema: {
      summary: 'Report how an experiment goes; may be repeated, late or out of order',
      operationId: 'reportExperiment',
      tags: ['agent protocol'],
      params: ExperimentParams,
      body: ExperimentStatusSchema,
      response: { 200: ExperimentOrdersSchema },
    },
    handler: async (request) => {
      const agentId = agentOf(request);
      const { id } = request.params;
      const status = request.body;
      if (status.state === 'draft') throw invalid('/state', 'An experiment that an agent runs is no draft.');
      if (status.report !== undefined && status.report.experimentId !== id) {
        throw invalid('/report/experimentId', 'The report is of another experiment.');
      }
      presence.touch(agentId);
      const outcome = await experiments.accept(agentId, { id, status });
      if (outcome !== undefined) return outcome;
      throw new ProblemError(
        'not-found',
        'This agent runs no experiment of this id. It was deleted, or is not its own.'
      );
    },
  });
}

function invalid(path: string, message: string): ProblemError {
  return new ProblemError('invalid-request', message, { errors: [{ path, message }] });
}
