import { createHash } from 'node:crypto';
import { type CreateTask, DEFAULT_EVENTS, type ProblemCode, type Selector, type Task } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import { type InventoryRow, type InventoryStore, labelsOf } from '../targets/inventory-store.ts';
import { newTaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskRow, TaskTargetRow } from '../storage/schema.ts';
import { NO_LOSSES_JSON } from './target-losses.ts';
import type { TaskChanges } from './task-changes.ts';
import { findTask } from './task-store.ts';
import { toTask } from './task-view.ts';

export interface CreateRequest {
  readonly body: CreateTask;
  readonly author: string;
  readonly idempotencyKey?: string;
}

export interface TaskCreatorParts {
  readonly storage: Storage;
  readonly inventory: InventoryStore;
  readonly changes: Pick<TaskChanges, 'create'>;
  readonly now: () => number;
}

export type CreateOutcome =
  | { outcome: 'created' | 'known'; task: Task }
  | { outcome: 'refused'; problem: ProblemCode; detail: string; pointer?: string };

const DEFAULTS = { events: DEFAULT_EVENTS, frequencyHz: 99, durationMs: 10_000 } as const;

export class TaskCreator {
  readonly #storage: Storage;
  readonly #inventory: InventoryStore;
  readonly #changes: Pick<TaskChanges, 'create'>;
  readonly #now: () => number;

  constructor(parts: TaskCreatorParts) {
    this.#storage = parts.storage;
    this.#inventory = parts.inventory;
    this.#changes = parts.changes;
    this.#now = parts.now;
  }

  async create(request: CreateRequest): Promise<CreateOutcome> {
    // First: a repeated request must find its task even if the processes have ended since.
    const known = await this.#findKnown(request);
    if (known !== undefined) return known;
    const matched = await this.#match(request.body.selector);
    if (!Array.isArray(matched)) return matched;
    try {
      return { outcome: 'created', task: await this.#insert(request, matched) };
    } catch (error) {
      // Another request with the same key may have been faster; the key's uniqueness in the database decides.
      const faster = await this.#findKnown(request);
      if (faster !== undefined) return faster;
      throw error;
    }
  }

  async #insert(request: CreateRequest, matched: readonly InventoryRow[]): Promise<Task> {
    const task = this.#newTask(request);
    const targets = matched.map((row) => newTarget(task, row));
    const stored = await this.#changes.create({ task, targets }, async (trx) => {
      if (request.idempotencyKey === undefined) return;
      const key = { author: request.author, key: request.idempotencyKey, body_hash: hashBody(request.body) };
      await trx
        .insertInto('idempotency_keys')
        .values({ ...key, task_id: task.id, created_at_ms: task.created_at_ms })
        .execute();
    });
    return toTask(stored.task, stored.targets);
  }

  async #findKnown({ author, idempotencyKey, body }: CreateRequest): Promise<CreateOutcome | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const known = await this.#storage
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('author', '=', author)
      .where('key', '=', idempotencyKey)
      .executeTakeFirst();
    if (known === undefined) return undefined;
    if (known.body_hash !== hashBody(body)) {
      const detail = 'An earlier request with this Idempotency-Key had another body. Use a new key for a new task.';
      return { outcome: 'refused', problem: 'idempotency-key-reused', detail };
    }
    const task = await findTask(this.#storage, known.task_id);
    return task === undefined ? undefined : { outcome: 'known', task };
  }

  async #match(selector: Selector): Promise<InventoryRow[] | (CreateOutcome & { outcome: 'refused' })> {
    const compiled = compileSelector(selector);
    if (!compiled.ok) {
      const pointer = `/selector/${compiled.label}/value`;
      return { outcome: 'refused', problem: 'invalid-request', detail: compiled.message, pointer };
    }
    const matching = (await this.#inventory.candidates(selector)).filter((row) => compiled.matches(labelsOf(row)));
    const reachable = matching.filter((row) => this.#inventory.isReachable(row));
    if (reachable.length > 0) return reachable;
    const detail =
      matching.length > 0
        ? 'The processes that match are on nodes whose agents do not answer. Look at the agents page.'
        : 'No process that an agent reports matches the selector. Check it against the targets page.';
    return { outcome: 'refused', problem: 'no-matching-target', detail };
  }

  #newTask({ body, author }: CreateRequest): TaskRow {
    return {
      id: newTaskId(),
      title: body.title ?? '',
      selector_json: JSON.stringify(body.selector),
      events_json: JSON.stringify(body.events ?? DEFAULTS.events),
      frequency_hz: body.frequencyHz ?? DEFAULTS.frequencyHz,
      duration_ms: body.durationMs ?? DEFAULTS.durationMs,
      origin: 'user',
      author,
      state: 'scheduled',
      reason_code: null,
      created_at_ms: this.#now(),
      started_at_ms: null,
      ended_at_ms: null,
      cancel_requested_at_ms: null,
      cancelled_by: null,
    };
  }
}

function newTarget(task: TaskRow, row: InventoryRow): TaskTargetRow {
  const runs = row.verdict === 'profilable';
  return {
    task_id: task.id,
    target_id: row.id,
    agent_id: row.agent_id,
    node: row.node,
    pid: row.pid,
    start_time_ticks: row.start_time_ticks,
    service: row.service,
    role: row.role,
    process: row.process,
    container: row.container,
    state: runs ? 'waiting' : 'skipped',
    assigned: runs ? 1 : 0,
    delivered_at_ms: null,
    running_at_ms: null,
    elapsed_ms: 0,
    samples_kept: 0,
    samples_lost: 0,
    switches: 0,
    lost_json: NO_LOSSES_JSON,
    reason_code: runs ? null : row.reason_code,
    detail: null,
    profile_start_ms: null,
    profile_end_ms: null,
  };
}

/** Equal for bodies that mean the same, whatever the order of their keys. */
function hashBody(body: CreateTask): string {
  const canonical = JSON.stringify(body, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(canonical).digest('hex');
}
