import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync } from 'fastify';
import { AgentPresence } from './agents/agent-presence.ts';
import { addAgentRoutes } from './agents/agent-routes.ts';
import { AgentStore } from './agents/agent-store.ts';
import { AssignmentBoard } from './agents/assignment-board.ts';
import { addProtocolRoutes, addRegisterRoute, type ProtocolParts } from './agents/protocol-routes.ts';
import { AuditLog } from './audit/audit-log.ts';
import { type EventLog, type EventLogOptions, NO_EVENT_LOG, openEventLog } from './events/event-log.ts';
import { LOOPBACK_HOSTS } from './http/browser-guard.ts';
import { useJsonBodies } from './http/json-bodies.ts';
import { trackRoutes } from './http/method-fallbacks.ts';
import { createMetrics, measureRequests } from './http/metrics.ts';
import { useOpenApi } from './http/openapi.ts';
import { useProblems } from './http/problems.ts';
import { requestValidator } from './http/request-validator.ts';
import { useRouteAccess } from './http/route-access.ts';
import { addServiceRoutes } from './http/service-routes.ts';
import type { Scope } from './http/scope.ts';
import { ALWAYS_LEADER, type Leadership } from './storage/leadership.ts';
import { openStorage } from './storage/open-storage.ts';
import type { PostgresOptions } from './storage/postgres-storage.ts';
import { InventoryStore } from './targets/inventory-store.ts';
import { addTargetRoutes } from './targets/target-routes.ts';
import { TaskCreator } from './tasks/create-task.ts';
import { applyDeadlines } from './tasks/deadlines.ts';
import { TaskChanges } from './tasks/task-changes.ts';
import { addTaskRoutes } from './tasks/task-routes.ts';
import { VERSION } from './version.ts';

export interface ControllerOptions {
  /** SQLite file, created if missing (`:memory:` keeps nothing), or `postgres://…` (storage/database-url.ts). */
  readonly database: string;
  /** Connections and time limits, on PostgreSQL. */
  readonly databaseLimits?: Partial<Pick<PostgresOptions, 'poolSize' | 'statementTimeoutMs'>>;
  /** Shared with the Grafana plugin's routes (X-Meshprof-Secret). Without it nobody gets in through Grafana. */
  readonly secret?: string;
  /** For the command line and scripts (Authorization: Bearer …). Without it nobody gets in by token. */
  readonly token?: string;
  /** What new agents join with. Without it none can. */
  readonly joinToken?: string;
  /** Names, without port, under which browsers and clients may address this server. Default: the loopback names. */
  readonly allowedHosts?: readonly string[];
  /** Other origins whose pages may call it. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** Where changes of state go as OTLP logs. Default: nowhere. */
  readonly events?: EventLogOptions | EventLog;
  /** Requests a minute and client address, on /v1 and on the registration of agents. Default 6000. */
  readonly requestsPerMinute?: number;
  readonly log?: Pick<FastifyBaseLogger, 'error'>;
  /** Unix milliseconds; for tests. */
  readonly now?: () => number;
}

export interface Controller {
  /** Mounts all routes; the instance keeps its own error and not-found handlers for its other paths. */
  readonly register: FastifyPluginAsync;
  /** Applies what the passing of time means for tasks. Done every second without being called. */
  applyDeadlines(): Promise<void>;
  /** Lets waiting agents go, sends queued events and closes the database. Close the Fastify instance first or after. */
  close(): Promise<void>;
}

const DEADLINE_EVERY_MS = 1_000;

/** The browser polls a running task every second, a page may hold many. */
const DEFAULT_REQUESTS_PER_MINUTE = 6_000;

export async function createController(options: ControllerOptions): Promise<Controller> {
  const parts = await assemble(options);
  const deadlines = startDeadlines(parts, options.log);
  let closing: Promise<void> | undefined;
  return {
    register: (instance) => mount(instance, options, parts),
    applyDeadlines: deadlines.apply,
    close: () =>
      (closing ??= (async () => {
        await deadlines.stop();
        await parts.board.close();
        await parts.events.close();
        await parts.leadership.close();
        await parts.storage.destroy();
      })()),
  };
}

type Parts = ProtocolParts & { creator: TaskCreator; events: EventLog; audit: AuditLog; leadership: Leadership };

async function assemble(options: ControllerOptions): Promise<Parts> {
  const now = options.now ?? Date.now;
  const storage = await openStorage(options.database, options.databaseLimits);
  const events = openEvents(options.events);
  const board = new AssignmentBoard(storage);
  const presence = new AgentPresence(storage, now);
  const agents = new AgentStore(storage, presence, now);
  const inventory = new InventoryStore(storage, presence);
  const changes = new TaskChanges({ storage, board, events, now });
  const creator = new TaskCreator({ storage, inventory, changes, now });
  const audit = new AuditLog(now);
  const leadership = ALWAYS_LEADER;
  return { storage, leadership, events, audit, board, presence, agents, inventory, changes, creator, now };
}

function openEvents(events: ControllerOptions['events']): EventLog {
  if (events === undefined) return NO_EVENT_LOG;
  return 'endpoint' in events ? openEventLog(events) : events;
}

function startDeadlines(parts: Parts, log: ControllerOptions['log']) {
  const listeningSinceMs = parts.now();
  const apply = () => applyDeadlines(parts, { nowMs: parts.now(), listeningSinceMs });
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy || !parts.leadership.isLeader) return;
    busy = true;
    running = apply()
      .catch((error: unknown) => log?.error({ err: error }, 'deadlines could not be applied'))
      .finally(() => {
        busy = false;
      });
  }, DEADLINE_EVERY_MS);
  timer.unref();
  const stop = () => {
    clearInterval(timer);
    return running;
  };
  return { apply, stop };
}

async function mount(instance: FastifyInstance, options: ControllerOptions, parts: Parts): Promise<void> {
  // A context of its own, so that nothing set here reaches the routes of the instance we are mounted in.
  await instance.register(async (plain) => {
    const scope: Scope = plain.withTypeProvider();
    const metrics = createMetrics(parts);
    scope.setValidatorCompiler(requestValidator);
    useProblems(plain);
    useJsonBodies(plain);
    useRouteAccess(plain, {
      secrets: options,
      agents: parts.agents,
      browser: { allowedHosts: options.allowedHosts ?? LOOPBACK_HOSTS, allowedOrigins: options.allowedOrigins ?? [] },
      ...(options.joinToken !== undefined && { joinToken: options.joinToken }),
    });
    measureRequests(plain, metrics.requests);
    const addFallbacks = trackRoutes(plain, [
      { url: '/v1', access: 'read' },
      { url: '/agent', access: 'public' },
    ]);
    await useOpenApi(plain, VERSION);
    addServiceRoutes(scope, { storage: parts.storage, metrics: metrics.registry });
    addProtocolRoutes(scope, parts);
    await plain.register(async (limited) => {
      const perMinute = options.requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE;
      await limited.register(fastifyRateLimit, { max: perMinute, timeWindow: '1 minute' });
      const scope: Scope = limited.withTypeProvider();
      addRegisterRoute(scope, parts);
      addTaskRoutes(scope, parts);
      addTargetRoutes(scope, parts);
      addAgentRoutes(scope, parts);
    });
    addFallbacks();
  });
}
