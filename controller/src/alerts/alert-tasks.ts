import { type AlertSettings, type CreateTask, type ReasonCode, REASONS, type TaskCause } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Storage } from '../storage/open-storage.ts';
import { cancelTask } from '../tasks/cancel-task.ts';
import type { TaskCreator } from '../tasks/create-task.ts';
import type { TaskChanges } from '../tasks/task-changes.ts';
import { saveDelivery } from './delivery-store.ts';
import { refuse } from './delivery-change.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';

export interface AlertTaskParts {
  readonly storage: Storage;
  readonly creator: Pick<TaskCreator, 'create'>;
  readonly changes: TaskChanges;
  readonly audit: AuditLog;
  readonly settings: Pick<AlertSettings, 'stopOnResolve'>;
  readonly now: () => number;
}

/** An alert that waited longer than this for its task (the controller was away) is history. */
const MAX_DELAY_MS = 15 * 60_000;

/** Starts and stops the tasks of deliveries. */
export class AlertTasks {
  readonly #parts: AlertTaskParts;

  constructor(parts: AlertTaskParts) {
    this.#parts = parts;
  }

  /**
   * Creates the task of a delivery that is `received`, writes the outcome into the row and stores it. The delivery's id
   * is the key: however often this is tried, also after a crash, there is one task.
   */
  async start(row: AlertDeliveryRow): Promise<void> {
    const reason = this.#whyNot(row);
    let isStored = false;
    if (reason === undefined) isStored = await this.#create(row);
    else refuse(row, reason);
    if (!isStored) await this.#parts.storage.transaction().execute((trx) => saveDelivery(trx, row));
  }

  #whyNot(row: AlertDeliveryRow): ReasonCode | undefined {
    const isLate = this.#parts.now() - row.last_received_at_ms > MAX_DELAY_MS;
    if (row.task_body_json === null || isLate) return 'alert-interrupted';
    return row.resolved_at_ms !== null && this.#parts.settings.stopOnResolve ? 'alert-over' : undefined;
  }

  /** Answers whether the row is stored as it is now. */
  async #create(row: AlertDeliveryRow): Promise<boolean> {
    const outcome = await this.#parts.creator.create({
      body: JSON.parse(row.task_body_json ?? '') as CreateTask,
      author: authorOf(row),
      origin: 'alert',
      cause: causeOf(row),
      idempotencyKey: row.id,
      // One transaction for both: a synchronous write costs milliseconds.
      also: (trx, taskId) => saveDelivery(trx, { ...row, outcome: 'accepted', task_id: taskId }),
    });
    if (outcome.outcome === 'refused') {
      // Processes may end between the search and here.
      refuse(row, Object.hasOwn(REASONS, outcome.problem) ? outcome.problem : 'no-matching-target', outcome.detail);
      return false;
    }
    row.outcome = 'accepted';
    row.task_id = outcome.task.id;
    return outcome.outcome === 'created';
  }

  /** Ends the task of an alert that is over, if it still runs. */
  async stop(row: AlertDeliveryRow): Promise<void> {
    if (row.task_id === null) return;
    await cancelTask(this.#parts, { taskId: row.task_id, author: authorOf(row), nowMs: this.#parts.now() });
  }
}

function authorOf({ id }: AlertDeliveryRow): string {
  return `alert:${id}`;
}

function causeOf(row: AlertDeliveryRow): TaskCause {
  const sender = row.source === 'grafana' ? 'Grafana' : 'Alertmanager';
  const startedAt = row.starts_at_ms === null ? undefined : new Date(row.starts_at_ms).toISOString();
  const since = startedAt === undefined ? '' : ` since ${startedAt}`;
  return {
    kind: 'alert',
    id: row.id,
    name: row.alert_name,
    detail: `${sender} says that the alert ${JSON.stringify(row.alert_name)} has been firing${since}.`,
    ...(startedAt !== undefined && { startedAt }),
  };
}
