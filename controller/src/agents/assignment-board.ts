import type { Assignments } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { ASSIGNMENT_COLUMNS, toAssignment } from './assignment-rows.ts';
import { LongPolls, type Pollable, type PollOptions } from './long-polls.ts';

/** What each agent is to do, and who waits for a change of it. */
export class AssignmentBoard {
  readonly #storage: Storage;
  readonly #now: () => number;
  readonly #polls = new LongPolls();
  readonly #others: ((agentId: AgentId) => Promise<Partial<Assignments>>)[] = [];

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Also asks `read` for what another domain wants of the agent. */
  add(read: (agentId: AgentId) => Promise<Partial<Assignments>>): void {
    this.#others.push(read);
  }

  get isClosed(): boolean {
    return this.#polls.isClosed;
  }

  get waiting(): number {
    return this.#polls.waiting;
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
  poll(agentId: AgentId, options: PollOptions): Promise<Assignments> {
    return this.pollFor(agentId, options, {
      read: () => this.read(agentId),
      // But for times that count from the answer, what was read still holds.
      keeps: ({ assignments }) => assignments.length === 0,
    });
  }

  /** Of another list that has the agent's version. */
  pollFor<T extends { readonly version: number }>(agentId: AgentId, options: PollOptions, of: Pollable<T>): Promise<T> {
    return this.#polls.poll(agentId, options, of);
  }

  wake(agentId: AgentId): void {
    this.#polls.wake(agentId);
  }

  /** Has every waiting agent look again. */
  wakeAll(): void {
    this.#polls.wakeAll();
  }

  /** Lets every waiting agent go with what there is; the database is not used afterwards. */
  close(): Promise<void> {
    return this.#polls.close();
  }
}
