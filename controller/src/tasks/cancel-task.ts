import type { Task } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { TaskId } from '../storage/ids.ts';
import type { StoredTask } from './task-store.ts';
import { isFinalTaskState } from './task-state.ts';
import type { TaskChanges } from './task-changes.ts';
import { toTask, withoutTargets } from './task-view.ts';

export type CancelOutcome =
  { outcome: 'cancelled'; task: Task } | { outcome: 'not-found' } | { outcome: 'ended'; state: Task['state'] };

/**
 * Ends a task early. Targets that have not begun are cancelled at once; running ones lose their assignment, so their
 * agents stop, deliver what they have and say so. Cancelling twice is the same as once.
 */
export async function cancelTask(
  { changes, audit }: { changes: TaskChanges; audit: AuditLog },
  request: { taskId: TaskId; author: string; nowMs: number }
): Promise<CancelOutcome> {
  let ended: Task['state'] | undefined;
  const stored = await changes.edit(
    request.taskId,
    (stored) => {
      const { task } = stored;
      ended = undefined;
      if (task.cancel_requested_at_ms !== null) return;
      if (isFinalTaskState(task.state as Task['state'])) {
        ended = task.state as Task['state'];
        return;
      }
      task.cancel_requested_at_ms = request.nowMs;
      task.cancelled_by = request.author;
      cancelWaiting(stored);
    },
    async (trx, { before, after }) => {
      if (before.task.cancel_requested_at_ms === after.task.cancel_requested_at_ms) return;
      await audit.record(trx, {
        actor: request.author,
        action: 'task.cancel',
        objectKind: 'task',
        objectId: request.taskId,
        before: withoutTargets(toTask(before.task, [])),
        after: withoutTargets(toTask(after.task, [])),
      });
    }
  );
  if (stored === undefined) return { outcome: 'not-found' };
  if (ended !== undefined) return { outcome: 'ended', state: ended };
  return { outcome: 'cancelled', task: toTask(stored.task, stored.targets) };
}

function cancelWaiting({ targets }: StoredTask): void {
  for (const target of targets) {
    if (target.state !== 'waiting') continue;
    target.state = 'cancelled';
    target.reason_code = 'cancelled-by-user';
  }
}
