import type { Assignments } from '@meshprof/contracts';
import type { FastifyBaseLogger } from 'fastify';
import { chunksOf } from '../storage/chunks.ts';
import { Groups } from '../storage/groups.ts';
import type { AgentId, TargetId, TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { describeError } from '../storage/postgres-storage.ts';
import type { TaskChanges } from './task-changes.ts';

export interface DeliveryParts {
  readonly storage: Storage;
  readonly changes: TaskChanges;
  readonly now: () => number;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
}

interface Delivery {
  readonly agentId: AgentId;
  readonly assignments: Assignments['assignments'];
  readonly atMs: number;
}

/**
 * Notes which assignments an agent fetches for the first time: their tasks are dispatching from now on. Afterwards, as
 * the agents do not wait for it; what a failure leaves out is noted with an agent's first report.
 */
export class Deliveries {
  readonly #parts: DeliveryParts;
  /** Of a task on many nodes all agents fetch at once. */
  readonly #groups = new Groups<Delivery, void>((_key, deliveries) => this.#mark(deliveries));
  #marking: Promise<void> | undefined;

  #last: Promise<void> = Promise.resolve();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  mark(agentId: AgentId, { assignments }: Assignments): void {
    if (assignments.length === 0) return;
    const marked = this.#groups.add('all', { agentId, assignments, atMs: this.#parts.now() });
    // All of a group have one promise.
    if (marked === this.#marking) return;
    this.#marking = marked;
    this.#last = marked.catch((error: unknown) => {
      this.#parts.log.warn(describeError(error), 'not noted which assignments agents have fetched');
    });
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #mark(deliveries: readonly Delivery[]): Promise<void> {
    const sent = new Map<TaskId, Map<TargetId, number>>();
    for (const some of chunksOf(deliveries)) {
      const fresh = await this.#freshOf(some.map(({ agentId }) => agentId));
      for (const { assignments, atMs } of some) {
        for (const { taskId, targetId } of assignments) {
          if (fresh.has(targetId))
            sent.set(taskId, (sent.get(taskId) ?? new Map<TargetId, number>()).set(targetId, atMs));
        }
      }
    }
    const edits = [...sent].map(([taskId, atMs]) =>
      this.#parts.changes.edit(taskId, ({ targets }) => {
        for (const target of targets) target.delivered_at_ms ??= atMs.get(target.target_id) ?? null;
      })
    );
    await Promise.all(edits);
  }

  /** Targets whose assignment, of one task at least, is not noted as fetched. */
  async #freshOf(agentIds: readonly AgentId[]): Promise<Set<TargetId>> {
    const rows = await this.#parts.storage
      .selectFrom('task_targets')
      .select('target_id')
      .where('agent_id', 'in', agentIds)
      .where('assigned', '=', 1)
      .where('delivered_at_ms', 'is', null)
      .execute();
    return new Set(rows.map(({ target_id }) => target_id));
  }
}
