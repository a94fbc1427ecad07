import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify';
import { AgentAdmission } from './agents/agent-admission.ts';
import { Alerts, type WebhookOptions } from './alerts/alerts.ts';
import { AgentPresence } from './agents/agent-presence.ts';
import { AgentStore } from './agents/agent-store.ts';
import { AssignmentBoard } from './agents/assignment-board.ts';
import { JoinTokenStore } from './agents/join-token-store.ts';
import type { ProtocolParts } from './agents/protocol-routes.ts';
import { AuditLog } from './audit/audit-log.ts';
import {
  type EventLog,
  type EventLogOptions,
  NO_EVENT_LOG,
  openEventLog,
  type StateEvent,
} from './events/event-log.ts';
import { listenedEvents } from './events/listened-events.ts';
import { createMetrics } from './http/metrics.ts';
import type { RetentionSettings } from './retention/retention.ts';
import { startBackgroundWork } from './start-background-work.ts';
import { Experiments } from './experiments/experiments.ts';
import { mountRoutes } from './mount-routes.ts';
import type { Leadership } from './storage/leadership.ts';
import { Policies } from './policies/policies.ts';
import type { PrometheusOptions } from './policies/prometheus-client.ts';
import { type Database, openDatabase } from './storage/open-database.ts';
import type { PostgresOptions } from './storage/postgres-storage.ts';
import { InventoryStore } from './targets/inventory-store.ts';
import { TaskCreator } from './tasks/create-task.ts';
import { Deliveries } from './tasks/deliveries.ts';
import { TaskChanges } from './tasks/task-changes.ts';
import { joinProcessesOf } from './tasks/task-joins.ts';

export interface ControllerOptions {
  /** SQLite file, created if missing (`:memory:` keeps nothing), or `postgres://…` (storage/database-url.ts). */
  readonly database: string;
  /** Connections and time limits, on PostgreSQL. */
  readonly databaseLimits?: Partial<Pick<PostgresOptions, 'poolSize' | 'statementTimeoutMs'>>;
  /** Shared with the Grafana plugin's routes (X-Meshprof-Secret). Without it nobody gets in through Grafana. */
  readonly secret?: string;
  /** For the command line and scripts (Authorization: Bearer …). Without it nobody gets in by token. */
  readonly token?: string;
  /** What new agents join with, besides the tokens made through the API. */
  readonly joinToken?: string;
  /** Who may send alerts, and what is made of them. Without secret and token nobody can. */
  readonly webhooks?: WebhookOptions;
  /** Agents need a client certificate; the server has to ask for one. Default: no. */
  readonly clientCertificates?: boolean;
  /** Names, without port, under which browsers and clients may address this server. Default: the loopback names. */
  readonly allowedHosts?: readonly string[];
  /** Other origins whose pages may call it. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** Where changes of state go as OTLP logs. Default: nowhere. */
  readonly events?: EventLogOptions | EventLog;
  /** Hears of changes of state of policies, alerts and experiments; for who shares this process. */
  readonly onEvent?: (event: StateEvent) => void;
  /** What triggers on queries ask. Without it there can be none. */
  readonly prometheus?: PrometheusOptions;
  /** Requests a minute of a client address, or of an agent once it has shown its credential. Default 6000. */
  readonly requestsPerMinute?: number;
  /** How long what has ended is kept. */
  readonly retention?: Partial<RetentionSettings>;
  readonly log?: ControllerLog;
  /** Unix milliseconds; for tests. */
  readonly now?: () => number;
  /** Milliseconds since any time, never set; for tests. */
  readonly steadyMs?: () => number;
}

export type ControllerLog = Pick<FastifyBaseLogger, 'error' | 'warn' | 'info'>;

const NO_LOG: ControllerLog = { error: () => undefined, warn: () => undefined, info: () => undefined };

export interface Controller {
  /** Mounts all routes; the instance keeps its own error and not-found handlers for its other paths. */
  readonly register: FastifyPluginAsync;
  /** Applies what the passing of time means for tasks. Done every second without being called. */
  applyDeadlines(): Promise<void>;
  /** Deletes what has passed its time. Done every minute without being called. */
  applyRetention(): Promise<void>;
  /** Does what is due for policies, to its end. Begun every second without being called. */
  applyPolicies(): Promise<void>;
  /** Goes on with alerts left undone, and deletes old ones. Done every second without being called. */
  applyAlerts(): Promise<void>;
  /** Gives experiments to agents that can run them. Done every second without being called. */
  applyExperiments(): Promise<void>;
  /** Waits for what is noted after answers that did not wait for it; for tests. */
  settled(): Promise<void>;
  /** Lets waiting agents go, sends queued events and closes the database. Close the Fastify instance first or after. */
  close(): Promise<void>;
}

export async function createController(options: ControllerOptions): Promise<Controller> {
  const parts = await assemble(options);
  const work = startBackgroundWork(parts, options);
  let closing: Promise<void> | undefined;
  return {
    register: (instance) => mountRoutes(instance, options, parts),
    applyDeadlines: work.applyDeadlines,
    applyRetention: work.applyRetention,
    applyPolicies: async () => {
      await parts.policies.tick();
      await parts.policies.settled();
    },
    applyAlerts: () => parts.alerts.doRound(),
    applyExperiments: () => parts.experiments.tick(),
    settled: () => parts.deliveries.settled(),
    close: () =>
      (closing ??= (async () => {
        await work.stop();
        await parts.policies.settled();
        await parts.alerts.close();
        await parts.board.close();
        await parts.deliveries.settled();
        await parts.events.close();
        await parts.presence.close();
        await parts.database.close();
      })()),
  };
}

/** Everything that routes and background work are made of. */
export type Parts = ProtocolParts & {
  joinTokens: JoinTokenStore;
  creator: TaskCreator;
  events: EventLog;
  audit: AuditLog;
  leadership: Leadership;
  steadyMs: () => number;
  policies: Policies;
  alerts: Alerts;
  experiments: Experiments;
  metrics: ReturnType<typeof createMetrics>;
  database: Database;
};

async function assemble(options: ControllerOptions): Promise<Parts> {
  const log = options.log ?? NO_LOG;
  const database = await openDatabase(options.database, { ...options.databaseLimits, log });
  const { storage, leadership } = database;
  const now = options.now ?? database.now;
  const steadyMs = options.steadyMs ?? options.now ?? (() => performance.now());
  const events = openEvents(options);
  const board = new AssignmentBoard(storage, now);
  database.watchAssignments((agentId) => (agentId === undefined ? board.wakeAll() : board.wake(agentId)));
  const presence = new AgentPresence(storage, now);
  const audit = new AuditLog(now);
  const joinTokens = new JoinTokenStore({ storage, audit, now, ...configuredToken(options) });
  const admission = new AgentAdmission({ storage, presence, joinTokens, audit, now });
  const agents = new AgentStore({ storage, presence, board, audit, now });
  const inventory = new InventoryStore(storage, presence);
  const changes = new TaskChanges({ storage, board, events, now });
  const deliveries = new Deliveries({ storage, changes, now, log });
  const creator = new TaskCreator({ storage, inventory, audit, changes, now });
  const { prometheus } = options;
  const also = { ...(prometheus !== undefined && { prometheus }), log };
  const policies = new Policies({ storage, presence, board, audit, events, creator, now, ...also });
  const inventoryChanged = async (agentId: string) => {
    await joinProcessesOf({ storage, inventory, changes, now }, agentId);
    await policies.inventoryChanged(agentId);
  };
  presence.start(log);
  const who = { presence, joinTokens, admission, agents, inventory };
  const parts = {
    database,
    storage,
    leadership,
    events,
    audit,
    board,
    ...who,
    changes,
    deliveries,
    creator,
    now,
    steadyMs,
  };
  const metrics = createMetrics(parts);
  const alerts = new Alerts({ ...parts, log, registry: metrics.registry }, options.webhooks ?? {});
  const experiments = new Experiments(parts);
  experiments.addMetrics(metrics.registry);
  return { ...parts, policies, inventoryChanged, metrics, alerts, experiments };
}

function configuredToken({ joinToken }: ControllerOptions) {
  return joinToken === undefined ? {} : { configured: joinToken };
}

function openEvents({ events = NO_EVENT_LOG, onEvent }: ControllerOptions): EventLog {
  const log = 'endpoint' in events ? openEventLog(events) : events;
  return onEvent === undefined ? log : listenedEvents(log, onEvent);
}
