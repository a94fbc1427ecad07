import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { TASK_STATES } from '@meshprof/contracts';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { Leadership } from '../storage/leadership.ts';
import type { Storage } from '../storage/open-storage.ts';

export interface MetricSources {
  readonly storage: Storage;
  readonly board: AssignmentBoard;
  readonly presence: AgentPresence;
  readonly leadership: Leadership;
}

/** Prometheus metrics of one controller, in a registry of its own: two in one process do not mix. */
export function createMetrics(sources: MetricSources): { registry: Registry; requests: Histogram } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'meshprof_controller_http_request_duration_seconds',
    help: 'Time to answer a request, by route; long polls are those of /agent/v1/assignments and /agent/v1/experiments.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10, 30],
    registers: [registry],
  });
  addTaskGauge(registry, sources);
  addAgentGauges(registry, sources);
  addLeaderGauge(registry, sources);
  return { registry, requests };
}

function addTaskGauge(registry: Registry, { storage }: MetricSources): void {
  new Gauge({
    name: 'meshprof_controller_tasks',
    help: 'Stored tasks by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const state of TASK_STATES) this.set({ state }, 0);
      const rows = await storage
        .selectFrom('tasks')
        .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
        .groupBy('state')
        .execute();
      for (const { state, n } of rows) this.set({ state }, Number(n));
    },
  });
}

function addAgentGauges(registry: Registry, { storage, presence, board }: MetricSources): void {
  new Gauge({
    name: 'meshprof_controller_agents',
    help: 'Agents by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const agents = await storage.selectFrom('agents').select(['id', 'last_seen_at_ms']).execute();
      const connected = agents.filter((agent) => presence.isConnected(agent)).length;
      this.set({ state: 'connected' }, connected);
      this.set({ state: 'lost' }, agents.length - connected);
    },
  });
  new Gauge({
    name: 'meshprof_controller_targets',
    help: 'Processes in the inventory by verdict.',
    labelNames: ['verdict'],
    registers: [registry],
    async collect() {
      this.reset();
      const rows = await storage
        .selectFrom('inventory_targets')
        .select((eb) => ['verdict', eb.fn.countAll<number>().as('n')])
        .groupBy('verdict')
        .execute();
      for (const { verdict, n } of rows) this.set({ verdict }, Number(n));
    },
  });
  new Gauge({
    name: 'meshprof_controller_waiting_polls',
    help: 'Agents that wait for a change of their assignments.',
    registers: [registry],
    collect() {
      this.set(board.waiting);
    },
  });
}

function addLeaderGauge(registry: Registry, { leadership }: MetricSources): void {
  new Gauge({
    name: 'meshprof_controller_leader',
    help: '1 if this replica does the background work. The sum over all replicas is 1.',
    registers: [registry],
    collect() {
      this.set(leadership.isLeader ? 1 : 0);
    },
  });
}

export function measureRequests(scope: FastifyInstance, requests: Histogram): void {
  scope.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    requests.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}
