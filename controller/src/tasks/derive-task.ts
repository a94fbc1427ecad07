import type { TargetState, TaskState } from '@meshprof/contracts';
import { isFinalTargetState } from './target-state.ts';
import type { TaskRow, TaskTargetRow } from './task-rows.ts';
import { deriveTaskState, isFinalTaskState } from './task-state.ts';
import type { StoredTask } from './task-store.ts';
import { isWindowOver } from './task-window.ts';

/** What follows from a task's targets and the time: its state, times, reason and assignments. Changes `stored` in place. */
export function deriveTask({ task, targets }: StoredTask, nowMs: number): void {
  for (const target of targets) {
    // A lost agent may come back and finish: its session stays assigned until deadlines.ts ends that.
    if (isFinalTargetState(target.state as TargetState) && target.state !== 'lost') target.assigned = 0;
    if (task.cancel_requested_at_ms !== null) target.assigned = 0;
  }
  if (isWindowOver(task, targets, nowMs)) task.window_closed = 1;
  const state = deriveTaskState({
    // Also if the clock was set back since.
    due: nowMs >= task.start_at_ms || task.state !== 'scheduled',
    open: task.window_closed === 0,
    targets: targets.map(({ state, delivered_at_ms }) => ({
      state: state as TargetState,
      delivered: delivered_at_ms !== null,
    })),
    cancelRequested: task.cancel_requested_at_ms !== null,
  });
  const isFinal = isFinalTaskState(state);
  const started = targets.flatMap((target) => target.running_at_ms ?? []);
  // An agent may claim any elapsed time; nothing began before the task was there.
  task.started_at_ms = started.length === 0 ? null : Math.max(Math.min(...started), task.created_at_ms);
  task.reason_code = isFinal ? reasonOf(task, state, targets) : null;
  if (task.state !== state) task.ended_at_ms = isFinal ? nowMs : null;
  task.state = state;
}

/** Why a task did not complete: the commonest reason of its targets. */
function reasonOf(task: TaskRow, state: TaskState, targets: readonly TaskTargetRow[]): string | null {
  if (state === 'completed') return null;
  if (task.cancel_requested_at_ms !== null) return 'cancelled-by-user';
  if (targets.length === 0) return task.assembled === 1 ? 'no-matching-target' : 'start-missed';
  const isPart = (target: TaskTargetRow) => target.state !== 'skipped' && target.state !== 'completed';
  const relevant = targets.some(isPart) ? targets.filter(isPart) : targets;
  const counts = Map.groupBy(
    relevant.flatMap((target) => target.reason_code ?? []),
    (code) => code
  );
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
