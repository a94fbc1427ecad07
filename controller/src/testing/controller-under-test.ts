import type { AccessLevel, AgentFacts, AgentLimits, Assignments, Target, Task } from '@meshprof/contracts';
import Fastify, { type InjectOptions, type LightMyRequestResponse } from 'fastify';
import { type Controller, type ControllerOptions, createController } from '../controller.ts';
import { SERVER_OPTIONS } from '../http/server-options.ts';

import { freshDatabase } from './fresh-database.ts';

export const SECRET = 'the-secret-of-the-plugin';
export const TOKEN = 'the-token-of-this-machine';
export const JOIN_TOKEN = 'the-token-agents-join-with';

export type Call = Omit<InjectOptions, 'headers'> & { headers?: Record<string, string | undefined> };

/** A controller with a database of its own (fresh-database.ts), with a clock that the test moves, and no port. */
export interface ControllerUnderTest extends AsyncDisposable {
  readonly controller: Controller;
  readonly clock: { nowMs: number };
  /** Sends a request as it is, with a loopback Host. */
  call(request: Call): Promise<LightMyRequestResponse>;
  /** Sends a request with the local token. */
  asAdmin(request: Call): Promise<LightMyRequestResponse>;
  /** Sends a request as a plugin route with this level would. */
  through(level: AccessLevel, request: Call, login?: string): Promise<LightMyRequestResponse>;
  joinAgent(node?: string): Promise<AgentUnderTest>;
}

export interface AgentUnderTest {
  readonly agentId: string;
  readonly credential: string;
  call(request: Call): Promise<LightMyRequestResponse>;
  report(targets: readonly Target[]): Promise<LightMyRequestResponse>;
  /** Says what it allows. */
  tellLimits(limits: Partial<AgentLimits>): Promise<LightMyRequestResponse>;
  poll(version: number, waitMs?: number): Promise<Assignments>;
  status(task: Task, state: string, more?: object): Promise<{ stop: boolean }>;
}

export async function openController(options: Partial<ControllerOptions> = {}): Promise<ControllerUnderTest> {
  const clock = { nowMs: Date.parse('2026-11-24T12:00:00Z') };
  const now = () => clock.nowMs;
  const secrets = { secret: SECRET, token: TOKEN, joinToken: JOIN_TOKEN };
  const fresh = options.database === undefined ? await freshDatabase() : undefined;
  const database = options.database ?? fresh?.url ?? ':memory:';
  const controller = await createController({ ...secrets, now, ...options, database });
  const server = Fastify(SERVER_OPTIONS);
  await server.register(controller.register);
  await server.ready();
  const call = ({ headers, ...request }: Call) => {
    const sent = Object.entries({ host: '127.0.0.1:8686', ...headers }).filter(([, value]) => value !== undefined);
    return server.inject({ ...request, headers: Object.fromEntries(sent) });
  };
  const asAdmin = (request: Call) =>
    call({ ...request, headers: { authorization: `Bearer ${TOKEN}`, ...request.headers } });
  return {
    controller,
    clock,
    call,
    asAdmin,
    through: (level, request, login) =>
      call({ ...request, headers: { ...pluginHeaders(level, login), ...request.headers } }),
    joinAgent: (node = 'node-1') => joinAgent({ call, settled: () => controller.settled() }, node),
    async [Symbol.asyncDispose]() {
      await server.close();
      await controller.close();
      await fresh?.remove();
    },
  };
}

/** What Grafana's proxy sends on, as recorded from a real one. */
function pluginHeaders(level: AccessLevel, login = 'editor'): Record<string, string> {
  return {
    'x-meshprof-secret': SECRET,
    'x-meshprof-access': level,
    'x-grafana-context': JSON.stringify({ UserID: 3, Login: login, OrgRole: 'Editor' }),
  };
}

async function joinAgent(
  { call, settled }: Pick<ControllerUnderTest, 'call'> & Pick<Controller, 'settled'>,
  node: string
): Promise<AgentUnderTest> {
  const joined = await call({
    method: 'POST',
    url: '/agent/v1/register',
    headers: { authorization: `Bearer ${JOIN_TOKEN}` },
    payload: { node, machineId: `machine-of-${node}`, version: '0.1.0', capabilities: ['on-cpu'] },
  });
  const { agentId, credential } = joined.json<{ agentId: string; credential: string }>();
  const agentCall = (request: Call) =>
    call({ ...request, headers: { authorization: `Bearer ${credential}`, ...request.headers } });
  return {
    agentId,
    credential,
    call: agentCall,
    report: (targets) => agentCall({ method: 'POST', url: '/agent/v1/inventory', payload: { targets } }),
    tellLimits: (limits) =>
      agentCall({ method: 'POST', url: '/agent/v1/heartbeat', payload: { facts: factsOf(node, limits) } }),
    poll: async (version, waitMs = 0) => {
      const url = `/agent/v1/assignments?version=${version}&waitMs=${waitMs}`;
      const answer = await agentCall({ url });
      await settled();
      return answer.json();
    },
    status: async (task, state, more = {}) => {
      const target = task.targets.find((target) => target.agentId === agentId);
      const payload = { taskId: task.id, targetId: target?.id, state, progress: PROGRESS, ...more };
      return (await agentCall({ method: 'POST', url: '/agent/v1/status', payload })).json();
    },
  };
}

function factsOf(node: string, limits: Partial<AgentLimits>): AgentFacts {
  return {
    ...{ node, version: '0.1.0', capabilities: ['on-cpu'], kernel: '6.1', architecture: 'x64', requirements: [] },
    limits: {
      ...{ maxSessions: 4, maxCpuCores: 1, maxRssBytes: 2 ** 30, maxFrequencyHz: 99, maxDurationMs: 60_000 },
      allowedEvents: ['on-cpu'],
      ...limits,
    },
  };
}

export const PROGRESS = { elapsedMs: 500, samplesKept: 10, samplesLost: 0, switches: 20 };

export function targetOf(overrides: Partial<Target> = {}): Target {
  return {
    pid: 100,
    service: 'envoy-demo',
    role: 'envoy',
    container: null,
    verdict: 'profilable',
    reasonCode: 'profilable',
    reason: 'This process can be profiled.',
    process: 'envoy',
    startTimeTicks: '4711',
    threads: 4,
    ...overrides,
  };
}

/** Creates a task on one process and answers it. */
export async function createTask(under: ControllerUnderTest, body: object = {}): Promise<Task> {
  const payload = { selector: { process: 'envoy' }, ...body };
  return (await under.asAdmin({ method: 'POST', url: '/v1/tasks', payload })).json<Task>();
}

export async function showTask(under: ControllerUnderTest, id: string): Promise<Task> {
  return (await under.asAdmin({ url: `/v1/tasks/${id}` })).json<Task>();
}
