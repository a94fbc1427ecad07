import { FINAL_TARGET_STATES, type ReasonCode, type Selector } from '@meshprof/contracts';
import type { TaskRow, TaskTargetRow } from './task-rows.ts';

/** A process that appears later than this before the end of the window would have no profile worth the name. */
export const SHORTEST_SESSION_MS = 1_000;

/**
 * True once no process may join a task any more: its time is over, or it was cancelled, or nothing is recorded any more
 * and no process is likely to take the place of one. Where a process has ended, its successor is.
 */
export function isWindowOver(task: TaskRow, targets: readonly TaskTargetRow[], nowMs: number): boolean {
  if (task.window_closed === 1 || task.cancel_requested_at_ms !== null) return true;
  if (nowMs >= task.window_end_ms) return true;
  // Nothing has been tried yet.
  if (nowMs < task.start_at_ms && targets.every(({ state }) => state === 'skipped')) return false;
  if (targets.length === 0 || !targets.every(({ state }) => RECORDED.includes(state))) return false;
  return !(targets.some(hasExited) && mayHaveSuccessor(task));
}

const RECORDED: readonly string[] = ['draining', ...FINAL_TARGET_STATES];

const EXITED: readonly string[] = ['process-exited', 'process-not-found'] satisfies ReasonCode[];

function hasExited({ state, reason_code }: TaskTargetRow): boolean {
  return state !== 'skipped' && reason_code !== null && EXITED.includes(reason_code);
}

/** A selector that names a pid means that process and no other. */
function mayHaveSuccessor(task: TaskRow): boolean {
  const { process_pid } = JSON.parse(task.selector_json) as Selector;
  return process_pid === undefined || (typeof process_pid === 'object' && process_pid.op !== '=');
}

/** True while a process that appears joins the task; what is left of it is long enough. */
export function isJoinable(task: TaskRow, nowMs: number): boolean {
  return (
    task.assembled === 1 &&
    task.window_closed === 0 &&
    task.cancel_requested_at_ms === null &&
    task.window_end_ms - nowMs >= SHORTEST_SESSION_MS
  );
}
