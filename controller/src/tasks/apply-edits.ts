import type { TargetId } from '../storage/ids.ts';
import { deriveTask } from './derive-task.ts';
import type { TaskTargetRow } from './task-rows.ts';
import { type News, newsOf, statesOf } from './task-news.ts';
import type { StoredTask } from './task-store.ts';

/** Changes a task in place; new targets go to the end of their list. */
export type Edit = (stored: StoredTask) => void;

/** Changes one target in place, if the task has it. */
export interface TargetEdit {
  readonly targetId: TargetId;
  readonly change: (target: TaskTargetRow) => void;
}

/**
 * Applies edits in their order, and derives the task's own state from what they make of its targets. After a run of
 * edits of single targets once: a thousand agents report at the same time, and each look at the task costs a thousand
 * looks at targets. Every change of a target's state is told, in order.
 */
export function applyEdits(stored: StoredTask, edits: readonly (Edit | TargetEdit)[], nowMs: number): News[] {
  const news: News[] = [];
  let run: TargetEdit[] = [];
  const endRun = (): void => {
    if (run.length > 0) news.push(applyRun(stored, run, nowMs));
    run = [];
  };
  for (const edit of edits) {
    if (typeof edit !== 'function') {
      run.push(edit);
      continue;
    }
    endRun();
    const states = statesOf(stored);
    edit(stored);
    deriveTask(stored, nowMs);
    news.push(newsOf(stored, states));
  }
  endRun();
  return news;
}

function applyRun(stored: StoredTask, edits: readonly TargetEdit[], nowMs: number): News {
  const from = stored.task.state;
  const byId = new Map(stored.targets.map((target) => [target.target_id, target]));
  const targets: { target: TaskTargetRow; from: string }[] = [];
  for (const { targetId, change } of edits) {
    const target = byId.get(targetId);
    if (target === undefined) continue;
    const before = target.state;
    change(target);
    if (target.state !== before) targets.push({ target: { ...target }, from: before });
  }
  deriveTask(stored, nowMs);
  return { task: { ...stored.task }, from, targets };
}
