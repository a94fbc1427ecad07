import {
  AssignmentsSchema,
  HeartbeatResponseSchema,
  HeartbeatSchema,
  InventoryReportSchema,
  LONG_POLL_MAX_MS,
  RegisterRequestSchema,
  RegisterResponseSchema,
  StatusReportSchema,
  StatusResponseSchema,
} from '@meshprof/contracts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { HangUp } from '../http/hang-up.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { InventoryStore } from '../targets/inventory-store.ts';
import type { Deliveries } from '../tasks/deliveries.ts';
import { StatusReports } from '../tasks/status-reports.ts';
import type { TaskChanges } from '../tasks/task-changes.ts';
import type { AgentAdmission, Registration } from './agent-admission.ts';
import type { AgentPresence } from './agent-presence.ts';
import type { AgentStore } from './agent-store.ts';
import type { AssignmentBoard } from './assignment-board.ts';

export interface ProtocolParts {
  readonly storage: Storage;
  readonly admission: AgentAdmission;
  readonly agents: AgentStore;
  readonly presence: AgentPresence;
  readonly inventory: InventoryStore;
  readonly board: AssignmentBoard;
  readonly changes: TaskChanges;
  readonly deliveries: Deliveries;
  readonly now: () => number;
  /** After an agent reported other processes than before. */
  readonly inventoryChanged: (agentId: AgentId) => Promise<void>;
}

/** 20,000 targets of a busy node with long names; so much also if they come gzipped. */
const INVENTORY_LIMIT_BYTES = 16 * 1024 * 1024;
const BODY_LIMIT_BYTES = 64 * 1024;

export const PollQuery = Type.Object(
  {
    version: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: '0 at first' }),
    waitMs: Type.Integer({ minimum: 0, maximum: LONG_POLL_MAX_MS }),
  },
  { additionalProperties: false }
);

const NoContent = Type.Null({ description: 'Taken' });

/** The rules of this conversation are in contracts/src/agent-protocol.ts. */
export function addProtocolRoutes(scope: Scope, parts: ProtocolParts): void {
  addHeartbeat(scope, parts);
  addInventory(scope, parts);
  addAssignments(scope, parts);
  addStatus(scope, parts);
}

export function addRegisterRoute(scope: Scope, { admission }: ProtocolParts): void {
  scope.post('/agent/v1/register', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'join', problems: ['agent-revoked', 'join-token-ended'] },
    schema: {
      summary: 'Join, or join again with a new credential',
      operationId: 'registerAgent',
      tags: ['agent protocol'],
      body: RegisterRequestSchema,
      response: { 200: RegisterResponseSchema },
    },
    handler: async ({ body, joinToken }) => {
      if (joinToken === undefined) throw new Error('the route lacks access: join');
      const registration = await admission.register(body, joinToken);
      if (registration.outcome === 'admitted') return registration.admitted;
      throw refusalOf(registration);
    },
  });
}

function refusalOf(registration: Exclude<Registration, { outcome: 'admitted' }>): ProblemError {
  if (registration.outcome === 'machine-revoked') {
    const detail =
      'An administrator revoked the agent of this machine. Delete the agent to let the machine join again.';
    return new ProblemError('agent-revoked', detail);
  }
  const why = { 'used-up': 'has admitted as many agents as it may', expired: 'has expired', revoked: 'was revoked' };
  return new ProblemError('join-token-ended', `The join token ${why[registration.why]}. Create another one.`);
}

function addHeartbeat(scope: Scope, { agents, presence }: ProtocolParts): void {
  scope.post('/agent/v1/heartbeat', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'agent' },
    schema: {
      summary: 'Say that the agent is there, and learn what the controller lacks',
      operationId: 'heartbeat',
      tags: ['agent protocol'],
      body: HeartbeatSchema,
      response: { 200: HeartbeatResponseSchema },
    },
    handler: async (request) => {
      const agentId = agentOf(request);
      presence.touch(agentId);
      if (request.agentRow === undefined) throw new Error('the route lacks access: agent');
      return agents.heartbeat(agentId, request.body, request.agentRow);
    },
  });
}

function addInventory(scope: Scope, { inventory, presence, inventoryChanged }: ProtocolParts): void {
  scope.post('/agent/v1/inventory', {
    bodyLimit: INVENTORY_LIMIT_BYTES,
    config: { access: 'agent', acceptsGzip: true },
    schema: {
      summary: 'Report the processes of the node',
      operationId: 'reportInventory',
      tags: ['agent protocol'],
      body: InventoryReportSchema,
      response: { 204: NoContent },
    },
    handler: async (request, reply) => {
      const agentId = agentOf(request);
      presence.touch(agentId);
      const { targets, inventoryVersion } = request.body;
      if (await inventory.replace(agentId, targets, inventoryVersion)) await inventoryChanged(agentId);
      return reply.code(204).send(null);
    },
  });
}

function addAssignments(scope: Scope, parts: ProtocolParts): void {
  scope.get('/agent/v1/assignments', {
    config: { access: 'agent' },
    schema: {
      summary: 'What to profile now: answers when that differs from the version given, or after waitMs',
      operationId: 'pollAssignments',
      tags: ['agent protocol'],
      querystring: PollQuery,
      response: { 200: AssignmentsSchema },
    },
    handler: async (request, reply) => {
      const agentId = agentOf(request);
      parts.presence.touch(agentId);
      const client = new HangUp(reply);
      const answer = await parts.board.poll(agentId, { ...request.query, client });
      // An agent that hung up has fetched nothing, and was last heard of when it asked.
      if (client.hasHungUp || parts.board.isClosed) return answer;
      parts.presence.touch(agentId);
      parts.deliveries.mark(agentId, answer);
      return answer;
    },
  });
}

function addStatus(scope: Scope, parts: ProtocolParts): void {
  const reports = new StatusReports(parts);
  scope.post('/agent/v1/status', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'agent' },
    schema: {
      summary: 'Report how far a target of a task has come; may be repeated or late',
      operationId: 'reportStatus',
      tags: ['agent protocol'],
      body: StatusReportSchema,
      response: { 200: StatusResponseSchema },
    },
    handler: async (request) => {
      const agentId = agentOf(request);
      if (request.body.state === 'lost') {
        const message = 'An agent that reports is not lost.';
        throw new ProblemError('invalid-request', message, { errors: [{ path: '/state', message }] });
      }
      parts.presence.touch(agentId);
      return reports.accept(agentId, request.body);
    },
  });
}

export function agentOf(request: Pick<FastifyRequest, 'agentId'>): AgentId {
  if (request.agentId === undefined) throw new Error('the route lacks access: agent');
  return request.agentId;
}
