import type { Assignments } from '@meshprof/contracts';
import { chunksOf } from '../storage/chunks.ts';
import { Groups } from '../storage/groups.ts';
import type { AgentId, TargetId, TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskChanges } from './task-changes.ts';

interface Delivery {
  readonly agentId: AgentId;
  readonly assignments: Assignments['assignments'];
}

/** Notes which assignments an agent fetches for the first time: their tasks are dispatching from now on. */
export class Deliveries {
  readonly #parts: { storage: Storage; changes: TaskChanges; now: () => number };
  /** Of a task on many nodes all agents fetch at once. */
  readonly #groups = new Groups<Delivery, void>((_key, deliveries) => this.#mark(deliveries));

  constructor(parts: { storage: Storage; changes: TaskChanges; now: () => number }) {
    this.#parts = parts;
  }

  async mark(agentId: AgentId, { assignments }: Assignments): Promise<void> {
    if (assignments.length > 0) await this.#groups.add('all', { agentId, assignments });
  }

  async #mark(deliveries: readonly Delivery[]): Promise<void> {
    const sent = new Map<TaskId, Set<TargetId>>();
    for (const some of chunksOf(deliveries)) {
      const fresh = await this.#freshOf(some.map(({ agentId }) => agentId));
      for (const { taskId, targetId } of some.flatMap(({ assignments }) => assignments)) {
        if (fresh.has(targetId)) sent.set(taskId, (sent.get(taskId) ?? new Set()).add(targetId));
      }
    }
    const { changes, now } = this.#parts;
    const edits = [...sent].map(([taskId, targetIds]) =>
      changes.edit(taskId, ({ targets }) => {
        for (const target of targets) if (targetIds.has(target.target_id)) target.delivered_at_ms ??= now();
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
