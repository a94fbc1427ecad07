import { type AlertSettings, type CreateTask, type ReasonCode, REASONS, type TaskCause } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Storage } from '../storage/open-storage.ts';
import { cancelTask } from '../tasks/cancel-task.ts';
import type { Inventory } from '../tasks/choose-targets.ts';
import type { CreateOutcome, CreateRequest, TaskCreator } from '../tasks/create-task.ts';
import type { TaskChanges } from '../tasks/task-changes.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import { acceptDeliveries, saveDelivery } from './delivery-store.ts';
import { refuse } from './delivery-change.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';

export interface AlertTaskParts {
  readonly storage: Storage;
  readonly creator: Pick<TaskCreator, 'createAll'>;
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
   * Creates the tasks of deliveries that are `received`, writes the outcomes into the rows and stores them. A delivery's
   * id is the key: however often this is tried, also after a crash, there is one task. All in one transaction, and
   * `inventory` from memory: what a storm of alerts costs is paid once for those that come together.
   */
  async start(rows: readonly AlertDeliveryRow[], inventory?: Inventory): Promise<void> {
    const requests = new Map<CreateRequest, AlertDeliveryRow>();
    const changed: AlertDeliveryRow[] = [];
    for (const row of rows) {
      const reason = this.#whyNot(row);
      if (reason === undefined) requests.set(requestOf(row), row);
      else changed.push(refused(row, reason));
    }
    const outcomes = await this.#parts.creator.createAll(
      [...requests.keys()],
      (trx, taskIds) =>
        acceptDeliveries(
          trx,
          new Map([...taskIds].map(([{ idempotencyKey = '' }, taskId]) => [idempotencyKey, taskId]))
        ),
      inventory
    );
    for (const [index, row] of [...requests.values()].entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined && note(row, outcome) === 'to-store') changed.push(row);
    }
    if (changed.length === 0) return;
    await inTransaction(this.#parts.storage, async (trx) => {
      for (const row of changed) await saveDelivery(trx, row);
    });
  }

  #whyNot(row: AlertDeliveryRow): ReasonCode | undefined {
    const isLate = this.#parts.now() - row.last_received_at_ms > MAX_DELAY_MS;
    if (row.task_body_json === null || isLate) return 'alert-interrupted';
    return row.resolved_at_ms !== null && this.#parts.settings.stopOnResolve ? 'alert-over' : undefined;
  }

  /** Ends the task of an alert that is over, if it still runs. */
  async stop(row: AlertDeliveryRow): Promise<void> {
    if (row.task_id === null) return;
    await cancelTask(this.#parts, { taskId: row.task_id, author: authorOf(row), nowMs: this.#parts.now() });
  }
}

function requestOf(row: AlertDeliveryRow): CreateRequest {
  return {
    body: JSON.parse(row.task_body_json ?? '') as CreateTask,
    author: authorOf(row),
    origin: 'alert',
    cause: causeOf(row),
    idempotencyKey: row.id,
  };
}

/** Writes the outcome into the row; a created task has stored it with itself. */
function note(row: AlertDeliveryRow, outcome: CreateOutcome): 'stored' | 'to-store' {
  if (outcome.outcome === 'refused') {
    // Processes may end between the search and here.
    refuse(row, Object.hasOwn(REASONS, outcome.problem) ? outcome.problem : 'no-matching-target', outcome.detail);
    return 'to-store';
  }
  row.outcome = 'accepted';
  row.task_id = outcome.task.id;
  return outcome.outcome === 'created' ? 'stored' : 'to-store';
}

function refused(row: AlertDeliveryRow, reason: ReasonCode): AlertDeliveryRow {
  refuse(row, reason);
  return row;
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
