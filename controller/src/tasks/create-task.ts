import { type CreateTask, type ProblemCode, type Task, TASK_DEFAULTS } from '@meshprof/contracts';
import type { AuditEntry, AuditLog } from '../audit/audit-log.ts';
import type { Storage } from '../storage/open-storage.ts';
import { byNodeAndPid, type Choice, chooseTargets, countLeftOut, type Inventory } from './choose-targets.ts';
import { findByKeys, type IdempotencyKey, idempotencyKey, rememberKeys } from './idempotency.ts';
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
}

/** In the transaction that stores the tasks; what it throws undoes that. */
export type Also = (trx: Trx, taskIds: ReadonlyMap<CreateRequest, string>) => Promise<void>;

export interface TaskCreatorParts {
  readonly storage: Storage;
  readonly inventory: Inventory;
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

/** What of a request is to be stored. */
interface Made {
  readonly request: CreateRequest;
  readonly stored: StoredTask;
  readonly key: IdempotencyKey | undefined;
}

/** The one way to a new task, whoever wants it. */
export class TaskCreator {
  readonly #parts: TaskCreatorParts;

  constructor(parts: TaskCreatorParts) {
    this.#parts = parts;
  }

  async create(request: CreateRequest, also?: Also): Promise<CreateOutcome> {
    const [outcome] = await this.createAll([request], also);
    if (outcome === undefined) throw new Error('a request without an outcome');
    return outcome;
  }

  /**
   * Of requests that come together, what can be created is stored in one transaction, which costs a synchronous write.
   * `inventory`: in place of the present one.
   */
  async createAll(
    requests: readonly CreateRequest[],
    also: Also = () => Promise.resolve(),
    inventory = this.#parts.inventory
  ): Promise<CreateOutcome[]> {
    const keys = requests.map(keyOf);
    // First: a repeated request must find its task even if the processes have ended since.
    const known = await this.#findKnown(keys);
    const decided = await Promise.all(
      requests.map(async (request, index): Promise<CreateOutcome | Made> => {
        const key = keys[index];
        const outcome = key === undefined ? undefined : known.get(key);
        if (outcome !== undefined) return outcome;
        const stored = await this.#make(request, inventory);
        return 'outcome' in stored ? stored : { request, stored, key };
      })
    );
    const made = decided.filter((each) => 'stored' in each);
    try {
      if (made.length > 0) await this.#insert(made, also);
    } catch (error) {
      return this.#afterFailure(error, { requests, keys, also });
    }
    return decided.map((each) =>
      'stored' in each ? { outcome: 'created', task: toTask(each.stored.task, each.stored.targets) } : each
    );
  }

  async #make(
    { body, startAtMs: given, ...source }: CreateRequest,
    inventory: Inventory
  ): Promise<StoredTask | CreateRefusal> {
    const nowMs = this.#parts.now();
    const start = given === undefined ? resolveStart(body.startAt, nowMs) : undefined;
    if (start?.ok === false) return invalid(start.message, '/startAt');
    const startAtMs = given ?? start?.startAtMs ?? nowMs;
    const maxTargets = body.maxTargets ?? TASK_DEFAULTS.maxTargets;
    const matched = await chooseTargets(inventory, { selector: body.selector, maxTargets });
    if (!matched.ok) return invalid(matched.message, matched.pointer);
    const { choice } = matched;
    const isNow = body.startAt === undefined && given === undefined;
    if (isNow && choice.chosen.length + choice.refused.length === 0) return nothingMatches(choice);
    const stored: StoredTask = { task: newTask(body, source, { nowMs, startAtMs }), targets: [] };
    if (startAtMs <= nowMs + LEAD_MS) assemble(stored, choice, nowMs);
    return stored;
  }

  #insert(made: readonly Made[], also: Also): Promise<void> {
    const tasks = made.map(({ stored }) => stored);
    return this.#parts.changes.create(tasks, async (trx) => {
      await rememberKeys(
        trx,
        made.flatMap(({ key, stored: { task } }) => (key === undefined ? [] : [{ key, task }]))
      );
      await this.#parts.audit.recordAll(trx, made.map(auditEntry));
      await also(trx, new Map(made.map(({ request, stored }) => [request, stored.task.id])));
    });
  }

  /** Another request with the same key may have been faster; the key's uniqueness in the database decides. */
  async #afterFailure(
    error: unknown,
    all: { requests: readonly CreateRequest[]; keys: readonly (IdempotencyKey | undefined)[]; also: Also }
  ): Promise<CreateOutcome[]> {
    if (all.requests.length > 1) {
      const outcomes: CreateOutcome[] = [];
      // One that cannot be stored keeps no other back.
      for (const request of all.requests) outcomes.push(await this.create(request, all.also));
      return outcomes;
    }
    const [faster] = (await this.#findKnown(all.keys)).values();
    if (faster === undefined) throw error;
    return [faster];
  }

  async #findKnown(keys: readonly (IdempotencyKey | undefined)[]): Promise<ReadonlyMap<IdempotencyKey, CreateOutcome>> {
    const found = await findByKeys(
      this.#parts.storage,
      keys.filter((key) => key !== undefined)
    );
    const outcomes = new Map<IdempotencyKey, CreateOutcome>();
    for (const [key, known] of found) {
      const task = known === 'other-body' ? undefined : await findTask(this.#parts.storage, known.taskId);
      if (known === 'other-body') outcomes.set(key, KEY_REUSED);
      else if (task !== undefined) outcomes.set(key, { outcome: 'known', task });
    }
    return outcomes;
  }
}

const KEY_REUSED: CreateRefusal = {
  outcome: 'refused',
  problem: 'idempotency-key-reused',
  detail: 'An earlier request with this Idempotency-Key had another body. Use a new key for a new task.',
};

function auditEntry({ request, stored: { task } }: Made): AuditEntry {
  const after = withoutTargets(toTask(task, []));
  return { actor: request.author, action: 'task.create', objectKind: 'task', objectId: task.id, after };
}

/** Gives a task the processes that match; sessions of one whose start has passed are as long as what is left. */
export function assemble({ task, targets }: StoredTask, choice: Choice, nowMs: number): void {
  const startAtMs = Math.max(task.start_at_ms, nowMs);
  const session = { startAtMs, durationMs: Math.max(0, task.window_end_ms - startAtMs) };
  const rows = [...choice.chosen, ...choice.refused];
  targets.push(...rows.map((row) => newTarget(task, row, session)).sort(byNodeAndPid));
  task.left_out_json = JSON.stringify(countLeftOut(choice));
  task.assembled = 1;
}

function keyOf({ author, idempotencyKey: key, copyOf, body }: CreateRequest): IdempotencyKey | undefined {
  return key === undefined ? undefined : idempotencyKey(author, key, copyOf ?? '', body);
}

function invalid(detail: string, pointer: string): CreateRefusal {
  return { outcome: 'refused', problem: 'invalid-request', detail, pointer };
}

function nothingMatches({ leftOut }: Choice): CreateRefusal {
  let detail = 'No process that an agent reports matches the selector. Check it against the targets page.';
  if (leftOut.count('agent-lost') > 0) {
    detail = 'The processes that match are on nodes whose agents do not answer. Look at the agents page.';
  }
  if (leftOut.count('agent-busy') > 0) detail = 'The agents of the processes that match hold no session at all.';
  return { outcome: 'refused', problem: 'no-matching-target', detail };
}
