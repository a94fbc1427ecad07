import type { Assignments } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskChanges } from './task-changes.ts';

/** Notes which of these assignments an agent fetches for the first time: their tasks are dispatching from now on. */
export async function markDelivered(
  parts: { storage: Storage; changes: TaskChanges; now: () => number },
  agentId: AgentId,
  { assignments }: Assignments
): Promise<void> {
  if (assignments.length === 0) return;
  const fresh = await parts.storage
    .selectFrom('task_targets')
    .select('task_id')
    .distinct()
    .where('agent_id', '=', agentId)
    .where('assigned', '=', 1)
    .where('delivered_at_ms', 'is', null)
    .execute();
  for (const { task_id } of fresh) {
    const sent = new Set(assignments.filter((a) => a.taskId === task_id).map((a) => a.targetId));
    await parts.changes.edit(task_id, ({ targets }) => {
      for (const target of targets) if (sent.has(target.target_id)) target.delivered_at_ms ??= parts.now();
    });
  }
}
