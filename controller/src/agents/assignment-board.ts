import type { Assignments } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { ASSIGNMENT_COLUMNS, toAssignment } from './assignment-rows.ts';

/**
 * What each agent is to do, and who waits for a change of it. The list and its version live in the database, changed
 * in one transaction with the targets, so an agent that polls across a restart misses nothing; only the waiting is in
 * memory.
 */
export class AssignmentBoard {
  readonly #storage: Storage;
  readonly #now: () => number;
  readonly #waiting = new Map<AgentId, Set<() => void>>();
  readonly #polls = new Set<Promise<unknown>>();
  readonly #others: ((agentId: AgentId) => Promise<Partial<Assignments>>)[] = [];
  #closed = false;

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Also asks `read` for what another domain wants of the agent. */
  add(read: (agentId: AgentId) => Promise<Partial<Assignments>>): void {
    this.#others.push(read);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, waiters) => sum + waiters.size, 0);
  }

  async read(agentId: AgentId): Promise<Assignments> {
    // One statement: version and list are of the same moment.
    const rows = await this.#storage
      .selectFrom('agents')
      .leftJoin('task_targets', (join) =>
        join.onRef('task_targets.agent_id', '=', 'agents.id').on('task_targets.assigned', '=', 1)
      )
      .leftJoin('tasks', 'tasks.id', 'task_targets.task_id')
      .where('agents.id', '=', agentId)
      .select('agents.assignments_version as version')
      .select(ASSIGNMENT_COLUMNS)
      .orderBy('tasks.created_at_ms')
      .orderBy('target_id')
      .execute();
    const nowMs = this.#now();
    const assignments = rows.flatMap((row) => (row.task_id === null ? [] : [toAssignment(row, nowMs)]));
    // Read after the version: a list that is newer than it is fetched once more, one that is older would be kept.
    const others = await Promise.all(this.#others.map((read) => read(agentId)));
    return others.reduce<Assignments>((all, more) => ({ ...all, ...more }), {
      version: rows[0]?.version ?? 0,
      assignments,
    });
  }

  /** Waits until the agent's version differs from `version`, `waitMs` have passed or `gone` is aborted. */
  async poll(agentId: AgentId, options: PollOptions): Promise<Assignments> {
    const poll = this.#poll(agentId, options);
    this.#polls.add(poll);
    return poll.finally(() => this.#polls.delete(poll));
  }

  async #poll(agentId: AgentId, options: PollOptions): Promise<Assignments> {
    const deadline = performance.now() + options.waitMs;
    for (;;) {
      // Watched before the read, so that a change between the two wakes us.
      const change = this.#watch(agentId);
      try {
        const current = await this.read(agentId);
        const leftMs = deadline - performance.now();
        if (current.version !== options.version || leftMs <= 0 || options.gone.aborted || this.#closed) return current;
        const isNews = await change.wait(leftMs, options.gone);
        // Nothing happened, so this still holds, but for times that count from the answer. What another replica
        // changed unheard is found by the next poll.
        if (!isNews && current.assignments.length === 0) return current;
      } finally {
        change.stop();
      }
    }
  }

  wake(agentId: AgentId): void {
    for (const waiter of this.#waiting.get(agentId) ?? []) waiter();
  }

  /** Has every waiting agent look again. */
  wakeAll(): void {
    for (const agentId of [...this.#waiting.keys()]) this.wake(agentId);
  }

  /** Lets every waiting agent go with what there is; the database is not used afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.wakeAll();
    await Promise.allSettled(this.#polls);
  }

  #watch(agentId: AgentId) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wake = () => resolve(true);
    const waiters = this.#waiting.get(agentId) ?? new Set();
    this.#waiting.set(agentId, waiters.add(wake));
    return {
      /** True if woken. */
      wait: async (timeoutMs: number, gone: AbortSignal) => {
        const timer = setTimeout(resolve, timeoutMs, false);
        const leave = () => resolve(false);
        gone.addEventListener('abort', leave);
        const isNews = await promise;
        gone.removeEventListener('abort', leave);
        clearTimeout(timer);
        return isNews;
      },
      stop: () => {
        waiters.delete(wake);
        if (waiters.size === 0 && this.#waiting.get(agentId) === waiters) this.#waiting.delete(agentId);
      },
    };
  }
}

interface PollOptions {
  readonly version: number;
  readonly waitMs: number;
  readonly gone: AbortSignal;
}
