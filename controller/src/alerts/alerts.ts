import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from '@meshprof/contracts';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { AuditLog } from '../audit/audit-log.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { InventoryStore } from '../targets/inventory-store.ts';
import type { TaskCreator } from '../tasks/create-task.ts';
import type { TaskChanges } from '../tasks/task-changes.ts';
import { AlertIntake } from './alert-intake.ts';
import { AlertMetrics } from './alert-metrics.ts';
import { AlertTasks } from './alert-tasks.ts';
import { pruneDeliveries } from './delivery-retention.ts';
import { addDeliveryRoutes } from './delivery-routes.ts';
import { RejectedRequests } from './rejected-requests.ts';
import { WebhookGuard, type WebhookSecrets } from './webhook-guard.ts';
import { addWebhookRoutes } from './webhook-routes.ts';

export interface WebhookOptions extends WebhookSecrets {
  /** What is made of alerts. Default: DEFAULT_ALERT_SETTINGS. */
  readonly settings?: AlertSettings;
  /** Requests a minute and client address. Default 120,000. */
  readonly requestsPerMinute?: number;
}

export interface AlertParts {
  readonly storage: Storage;
  readonly inventory: InventoryStore;
  readonly creator: TaskCreator;
  readonly changes: TaskChanges;
  readonly audit: AuditLog;
  readonly events: EventLog;
  readonly registry: Registry;
  readonly now: () => number;
  readonly log?: Pick<FastifyBaseLogger, 'error'>;
}

/** A storm of alerts is when this matters; the senders are known, so this only stops a loop. */
const REQUESTS_PER_MINUTE = 120_000;
const PRUNE_EVERY_MS = 60_000;

/** Alerts that arrive as webhooks, and the tasks they start. */
export class Alerts {
  readonly guard: WebhookGuard;
  readonly #parts: AlertParts;
  readonly #settings: AlertSettings;
  readonly #perMinute: number;
  readonly #intake: AlertIntake;
  readonly #rejected: RejectedRequests;
  #prunedAtMs = 0;

  constructor(parts: AlertParts, options: WebhookOptions) {
    this.#parts = parts;
    this.#settings = options.settings ?? DEFAULT_ALERT_SETTINGS;
    this.#perMinute = options.requestsPerMinute ?? REQUESTS_PER_MINUTE;
    this.guard = new WebhookGuard(options, parts.now);
    const metrics = new AlertMetrics(parts.registry);
    const tasks = new AlertTasks({ ...parts, settings: this.#settings });
    this.#intake = new AlertIntake({ ...parts, settings: this.#settings, metrics, tasks });
    this.#rejected = new RejectedRequests({ ...parts, metrics });
  }

  get settings(): AlertSettings {
    return this.#settings;
  }

  addReadRoutes(scope: Scope): void {
    addDeliveryRoutes(scope, this.#parts);
  }

  addWebhookRoutes(scope: FastifyInstance): Promise<void> {
    return addWebhookRoutes(scope, {
      guard: this.guard,
      intake: this.#intake,
      rejected: this.#rejected,
      perMinute: this.#perMinute,
    });
  }

  /** Goes on with what was left undone, and deletes what is too old. */
  async doRound(): Promise<void> {
    await this.#intake.resumeInterrupted();
    const nowMs = this.#parts.now();
    if (Math.abs(nowMs - this.#prunedAtMs) < PRUNE_EVERY_MS) return;
    this.#prunedAtMs = nowMs;
    await pruneDeliveries(this.#parts.storage, this.#settings, nowMs);
  }

  /** After what is under way. */
  close(): Promise<void> {
    return this.#intake.close();
  }
}
