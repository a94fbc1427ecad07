import type { AuditLog } from '../audit/audit-log.ts';
import type { TaskId } from '../storage/ids.ts';
import type { TaskChanges } from './task-changes.ts';
import { toTask, withoutTargets } from './task-view.ts';

/** Forgets a task that has ended. Its profiles are in the store, which the controller does not write. */
export function deleteTask(
  { changes, audit }: { changes: TaskChanges; audit: AuditLog },
  { taskId, author }: { taskId: TaskId; author: string }
): Promise<'removed' | 'not-found' | 'active'> {
  return changes.remove(taskId, (trx, { task }) =>
    audit.record(trx, {
      actor: author,
      action: 'task.delete',
      objectKind: 'task',
      objectId: taskId,
      before: withoutTargets(toTask(task, [])),
    })
  );
}
