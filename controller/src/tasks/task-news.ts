import type { TaskRow, TaskTargetRow } from './task-rows.ts';
import type { StoredTask } from './task-store.ts';

/** States of a task and its targets before an edit. */
export interface States {
  readonly task: string;
  readonly targets: readonly string[];
}

/** What changed its state with one edit, as it was after that: later edits of the same group may go on from there. */
export interface News {
  readonly task: TaskRow;
  readonly from: string | undefined;
  readonly targets: readonly { readonly target: TaskTargetRow; readonly from: string | undefined }[];
}

export function statesOf({ task, targets }: StoredTask): States {
  return { task: task.state, targets: targets.map(({ state }) => state) };
}

/** Without states before: of a new task. */
export function newsOf({ task, targets }: StoredTask, before?: States): News {
  const changed = targets.flatMap((target, index) => {
    const from = before?.targets[index];
    return from === target.state ? [] : [{ target: { ...target }, from }];
  });
  return { task: { ...task }, from: before?.task, targets: changed };
}
