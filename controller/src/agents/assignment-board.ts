import type { Assignments } from '@meshprof/contracts';
import { chunksOf } from '../storage/chunks.ts';
import { AGENTS_APART_MS, Groups } from '../storage/groups.ts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { ASSIGNMENT_COLUMNS, toAssignment } from './assignment-rows.ts';
import { LongPolls, type Pollable, type PollOptions } from './long-polls.ts';

/** What another domain wants of these agents; one that it wants nothing of may be left out. */
export type ReadMore = (agentIds: readonly AgentId[]) => Promise<ReadonlyMap<AgentId, Partial<Assignments>>>;

/** What each agent is to do, and who waits for a change of it. */
export class AssignmentBoard {
  readonly #storage: Storage;
  readonly #now: () => number;
  readonly #polls = new LongPolls();
  readonly #others: ReadMore[] = [];
  /** A task wakes a thousand agents at once: their lists are read together. */
  readonly #reads = new Groups<AgentId, ReadonlyMap<AgentId, Assignments>>((_key, ids) => this.#readMany(ids), {
    apartMs: AGENTS_APART_MS,
  });

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Also asks `read` for what another domain wants of agents. */
  add(read: ReadMore): void {
    this.#others.push(read);
  }

  get isClosed(): boolean {
    return this.#polls.isClosed;
  }

  get waiting(): number {
    return this.#polls.waiting;
  }

  async read(agentId: AgentId): Promise<Assignments> {
    const lists = await this.#reads.add('lists', agentId);
    return lists.get(agentId) ?? { version: 0, assignments: [] };
  }

  async #readMany(asked: readonly AgentId[]): Promise<ReadonlyMap<AgentId, Assignments>> {
    const lists = new Map<AgentId, Assignments>();
    for (const ids of chunksOf([...new Set(asked)])) await this.#readSome(ids, lists);
    return lists;
  }

  async #readSome(ids: readonly AgentId[], lists: Map<AgentId, Assignments>): Promise<void> {
    // One statement: an agent's version and list are of the same moment.
    const rows = await this.#storage
      .selectFrom('agents')
      .leftJoin('task_targets', (join) =>
        join.onRef('task_targets.agent_id', '=', 'agents.id').on('task_targets.assigned', '=', 1)
      )
      .leftJoin('tasks', 'tasks.id', 'task_targets.task_id')
      .where('agents.id', 'in', ids)
      .select(['agents.id as agent', 'agents.assignments_version as version'])
      .select(ASSIGNMENT_COLUMNS)
      .orderBy('tasks.created_at_ms')
      .orderBy('target_id')
      .execute();
    const nowMs = this.#now();
    for (const { agent, version, ...row } of rows) {
      const list = lists.get(agent) ?? { version, assignments: [] };
      if (row.task_id !== null) list.assignments.push(toAssignment(row, nowMs));
      lists.set(agent, list);
    }
    // Read after the versions: a list that is newer than its version is fetched once more, one that is older would be kept.
    for (const more of await Promise.all(this.#others.map((read) => read(ids)))) {
      for (const [agentId, list] of more) Object.assign(lists.get(agentId) ?? {}, list);
    }
  }

  /** Waits until the agent's version differs from `version`, `waitMs` have passed or the client has hung up. */
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
