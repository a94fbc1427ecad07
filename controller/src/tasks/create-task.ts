import { type CreateTask, type ProblemCode, type Task, TASK_DEFAULTS } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { InventoryStore } from '../targets/inventory-store.ts';
import { type Choice, chooseTargets, countLeftOut, MAX_REFUSED_SHOWN } from './choose-targets.ts';
import { findByKey, type IdempotencyKey, idempotencyKey, rememberKey } from './idempotency.ts';
import { newTarget, newTask, type TaskSource } from './new-task.ts';
import { LEAD_MS, resolveStart } from './start-time.ts';
import type { TaskChanges } from './task-changes.ts';
import { findTask, type StoredTask, type Trx } from './task-store.ts';
import { toTask, withoutTargets } from './task-view.ts';

export interface CreateRequest extends TaskSource {
  readonly body: CreateTask;
  /** A repeated request of this author with this key answers the task of the first one. */
  readonly idempotencyKey?: string;
  /** When to start, in place of `body.startAt`; may have passed: then only the rest is recorded. */
  readonly startAtMs?: number;
  /** In the transaction that stores the task; what it throws undoes that. */
  readonly also?: (trx: Trx, taskId: string) => Promise<void>;
}

export interface TaskCreatorParts {
  readonly storage: Storage;
  readonly inventory: InventoryStore;
  readonly audit: AuditLog;
  readonly changes: Pick<TaskChanges, 'create'>;
  readonly now: () => number;
}

export type CreateOutcome = { outcome: 'created' | 'known'; task: Task } | CreateRefusal;

export interface CreateRefusal {
  readonly outcome: 'refused';
  readonly problem: ProblemCode;
  readonly detail: string;
  /** JSON pointer into the body. */
  readonly pointer?: string;
}

/** The one way to a new task, whoever wants it. */
export class TaskCreator {
  readonly #parts: TaskCreatorParts;

  constructor(parts: TaskCreatorParts) {
    this.#parts = parts;
  }

  async create(request: CreateRequest): Promise<CreateOutcome> {
    const key = keyOf(request);
    // First: a repeated request must find its task even if the processes have ended since.
    const known = await this.#findKnown(key);
    if (known !== undefined) return known;
    const made = await this.#make(request);
    if ('outcome' in made) return made;
    try {
      return { outcome: 'created', task: await this.#insert(request, made, key) };
    } catch (error) {
      // Another request with the same key may have been faster; the key's uniqueness in the database decides.
      const faster = await this.#findKnown(key);
      if (faster !== undefined) return faster;
      throw error;
    }
  }

  async #make(request: CreateRequest): Promise<StoredTask | CreateRefusal> {
    const { body } = request;
    const nowMs = this.#parts.now();
    const start = request.startAtMs === undefined ? resolveStart(body.startAt, nowMs) : undefined;
    if (start?.ok === false) return invalid(start.message, '/startAt');
    const startAtMs = request.startAtMs ?? start?.startAtMs ?? nowMs;
    const maxTargets = body.maxTargets ?? TASK_DEFAULTS.maxTargets;
    const matched = await chooseTargets(this.#parts.inventory, { selector: body.selector, maxTargets });
    if (!matched.ok) return invalid(matched.message, matched.pointer);
    const { choice } = matched;
    const isNow = body.startAt === undefined && request.startAtMs === undefined;
    if (isNow && choice.chosen.length + choice.refused.length === 0) return nothingMatches(choice);
    const stored: StoredTask = { task: newTask(body, request, { nowMs, startAtMs }), targets: [] };
    if (startAtMs <= nowMs + LEAD_MS) assemble(stored, choice, nowMs);
    return stored;
  }

  async #insert(request: CreateRequest, made: StoredTask, key: IdempotencyKey | undefined): Promise<Task> {
    const stored = await this.#parts.changes.create(made, async (trx) => {
      if (key !== undefined) await rememberKey(trx, key, made.task);
      await this.#parts.audit.record(trx, {
        actor: request.author,
        action: 'task.create',
        objectKind: 'task',
        objectId: made.task.id,
        after: withoutTargets(toTask(made.task, [])),
      });
      await request.also?.(trx, made.task.id);
    });
    return toTask(stored.task, stored.targets);
  }

  async #findKnown(key: IdempotencyKey | undefined): Promise<CreateOutcome | undefined> {
    if (key === undefined) return undefined;
    const known = await findByKey(this.#parts.storage, key);
    if (known === undefined) return undefined;
    if (known === 'other-body') {
      const detail = 'An earlier request with this Idempotency-Key had another body. Use a new key for a new task.';
      return { outcome: 'refused', problem: 'idempotency-key-reused', detail };
    }
    const task = await findTask(this.#parts.storage, known.taskId);
    return task === undefined ? undefined : { outcome: 'known', task };
  }
}

/** Gives a task the processes that match; sessions of one whose start has passed are as long as what is left. */
export function assemble({ task, targets }: StoredTask, choice: Choice, nowMs: number): void {
  const startAtMs = Math.max(task.start_at_ms, nowMs);
  const session = { startAtMs, durationMs: Math.max(0, task.window_end_ms - startAtMs) };
  const rows = [...choice.chosen, ...choice.refused.slice(0, MAX_REFUSED_SHOWN)];
  targets.push(...rows.map((row) => newTarget(task, row, session)).sort(byNodeAndPid));
  task.left_out_json = JSON.stringify(countLeftOut(choice));
  task.assembled = 1;
}

/** As tasks are read. */
function byNodeAndPid(a: { node: string; pid: number }, b: { node: string; pid: number }): number {
  if (a.node !== b.node) return a.node < b.node ? -1 : 1;
  return a.pid - b.pid;
}

function keyOf({ author, idempotencyKey: key, copyOf, body }: CreateRequest): IdempotencyKey | undefined {
  return key === undefined ? undefined : idempotencyKey(author, key, copyOf ?? '', body);
}

function invalid(detail: string, pointer: string): CreateRefusal {
  return { outcome: 'refused', problem: 'invalid-request', detail, pointer };
}

function nothingMatches({ unreachable }: Choice): CreateRefusal {
  const detail =
    unreachable.length > 0
      ? 'The processes that match are on nodes whose agents do not answer. Look at the agents page.'
      : 'No process that an agent reports matches the selector. Check it against the targets page.';
  return { outcome: 'refused', problem: 'no-matching-target', detail };
}
