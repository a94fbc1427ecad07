import { setImmediate as afterRequests } from 'node:timers/promises';
import type { AlertSettings } from '@meshprof/contracts';
import type { FastifyBaseLogger } from 'fastify';
import type { EventLog } from '../events/event-log.ts';
import { describeError } from '../storage/postgres-storage.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Inventory } from '../tasks/choose-targets.ts';
import { AlertBatch, type Draft } from './alert-batch.ts';
import type { AlertMetrics } from './alert-metrics.ts';
import type { IncomingAlert } from './alert-payload.ts';
import type { AlertTasks } from './alert-tasks.ts';
import { deliveryChanged } from './delivery-events.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';
import { findInterrupted } from './interrupted-deliveries.ts';

export interface IntakeParts {
  readonly storage: Storage;
  readonly inventory: Inventory;
  readonly tasks: AlertTasks;
  readonly events: EventLog;
  readonly metrics: AlertMetrics;
  readonly settings: AlertSettings;
  readonly now: () => number;
  readonly log?: Pick<FastifyBaseLogger, 'error'>;
}

/** Requests decided and stored together. More would let the first of them wait for longer than a write saves. */
const ALERTS_A_BATCH = 500;

/** Beyond this senders are told to come again: what waits here is in memory alone. */
const MAX_WAITING_ALERTS = 20_000;

interface Job {
  readonly alerts: readonly IncomingAlert[];
  readonly requestHash: string;
  readonly done: PromiseWithResolvers<AlertDeliveryRow[]>;
}

/**
 * Takes alerts in the order they come, and answers when their deliveries are stored and their tasks created. A failure
 * of the database fails the whole batch; what of it was stored is found again when the senders repeat it.
 */
export class AlertIntake {
  readonly #parts: IntakeParts;
  readonly #waiting: Job[] = [];
  #waitingAlerts = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  get isFull(): boolean {
    return this.#waitingAlerts >= MAX_WAITING_ALERTS;
  }

  submit(alerts: readonly IncomingAlert[], requestHash: string): Promise<AlertDeliveryRow[]> {
    const job: Job = { alerts, requestHash, done: Promise.withResolvers() };
    this.#waiting.push(job);
    this.#waitingAlerts += alerts.length;
    void this.#inTurn(() => this.#takeBatch());
    return job.done.promise;
  }

  /** Goes on with alerts that were stored, but whose task was not, when a controller ended. */
  resumeInterrupted(): Promise<void> {
    return this.#inTurn(async () => {
      const rows = await findInterrupted(this.#parts.storage, this.#parts.now());
      const drafts = rows.map((row): Draft => ({ row, before: { ...row }, targetIds: [], repeats: 0 }));
      await this.#startTasks(drafts);
    });
  }

  /** After what is under way. The database is not used afterwards. */
  async close(): Promise<void> {
    await this.#turn;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #takeBatch(): Promise<void> {
    if (this.#waiting.length === 0) return;
    // Requests that have arrived already are still to be parsed: they join.
    await afterRequests();
    const jobs = this.#nextJobs();
    try {
      const answers = await this.#process(jobs);
      for (const [index, job] of jobs.entries()) job.done.resolve(answers[index] ?? []);
    } catch (error) {
      this.#parts.log?.error({ ...describeError(error), requests: jobs.length }, 'alerts could not be stored');
      for (const job of jobs) job.done.reject(error);
    }
  }

  #nextJobs(): Job[] {
    let alerts = 0;
    const fits = this.#waiting.findIndex((job) => (alerts += job.alerts.length) > ALERTS_A_BATCH);
    const jobs = this.#waiting.splice(0, fits === -1 ? this.#waiting.length : Math.max(fits, 1));
    for (const job of jobs) this.#waitingAlerts -= job.alerts.length;
    return jobs;
  }

  async #process(jobs: readonly Job[]): Promise<AlertDeliveryRow[][]> {
    const batch = new AlertBatch(this.#parts);
    const nowMs = this.#parts.now();
    await batch.load(
      jobs.flatMap((job) => job.alerts),
      nowMs
    );
    const answers: AlertDeliveryRow[][] = [];
    for (const { alerts, requestHash } of jobs) {
      const rows: AlertDeliveryRow[] = [];
      for (const alert of alerts) rows.push(await batch.take(alert, { requestHash, nowMs }));
      answers.push(rows);
    }
    await batch.store(nowMs);
    const drafts = [...batch.drafts];
    for (const draft of drafts) this.#announce(draft.row, draft.before);
    for (const { row, repeats } of drafts) this.#parts.metrics.countRepeats(row.source, repeats);
    await this.#startTasks(
      drafts.filter(({ row }) => row.outcome === 'received'),
      batch.inventory
    );
    await this.#stopTasks(drafts);
    return answers;
  }

  async #startTasks(drafts: readonly Draft[], inventory?: Inventory): Promise<void> {
    if (drafts.length === 0) return;
    const rows = drafts.map(({ row }) => ({ row, before: { ...row } }));
    await this.#parts.tasks.start(
      rows.map(({ row }) => row),
      inventory
    );
    for (const { row, before } of rows) this.#announce(row, before);
  }

  async #stopTasks(drafts: readonly Draft[]): Promise<void> {
    if (!this.#parts.settings.stopOnResolve) return;
    for (const { row, before } of drafts) {
      if (row.resolved_at_ms !== null && (before?.resolved_at_ms ?? null) === null) await this.#parts.tasks.stop(row);
    }
  }

  /** Tells of what has changed since `before`, after it is stored. */
  #announce(row: AlertDeliveryRow, before: AlertDeliveryRow | undefined): void {
    const { events, metrics } = this.#parts;
    if (row.outcome !== before?.outcome) {
      deliveryChanged(events, row, { state: row.outcome, from: before?.outcome });
      if (row.outcome !== 'received') metrics.count(row);
    }
    if (before !== undefined && row.resolved_at_ms !== before.resolved_at_ms) {
      deliveryChanged(events, row, { state: 'resolved', from: row.outcome });
    }
  }
}
