import { FINAL_TASK_STATES, type TargetState, type TaskState } from '@meshprof/contracts';
import { isFinalTargetState } from './target-state.ts';

/** What the state of a task depends on. */
export interface TaskFacts {
  readonly targets: readonly TargetFacts[];
  readonly cancelRequested: boolean;
  /** True once its start time has come. */
  readonly due: boolean;
  /** True while processes that appear join it. */
  readonly open: boolean;
}

export interface TargetFacts {
  readonly state: TargetState;
  /** True once its agent has fetched the assignment. */
  readonly delivered: boolean;
}

export function isFinalTaskState(state: TaskState): boolean {
  return (FINAL_TASK_STATES as readonly TaskState[]).includes(state);
}

/**
 * A task's state follows from its targets and its window alone, so that no two records can contradict each other.
 * Skipped targets were never part of the work and count for nothing, unless there are no others.
 */
export function deriveTaskState({ targets, cancelRequested, due, open }: TaskFacts): TaskState {
  const work = targets.filter((target) => target.state !== 'skipped');
  const hasEnded = work.every((target) => isFinalTargetState(target.state));
  if (cancelRequested) return hasEnded ? 'cancelled' : 'draining';
  if (hasEnded && !open) return finalState(work, targets.length);
  const hasBegun = !work.every((target) => target.state === 'waiting');
  if (!hasBegun) {
    // Also of one that its agent skipped: the task has gone out.
    return due && targets.some((target) => target.delivered) ? 'dispatching' : 'scheduled';
  }
  const some = (state: TargetState) => work.some((target) => target.state === state);
  // An open task may get more to do.
  return open || some('running') || some('waiting') ? 'running' : 'draining';
}

function finalState(work: readonly TargetFacts[], targets: number): TaskState {
  const count = (state: TargetState) => work.filter((target) => target.state === state).length;
  // Its time has passed without a process to profile.
  if (targets === 0) return 'expired';
  if (work.length === 0) return 'failed';
  if (count('completed') === work.length) return 'completed';
  if (count('completed') > 0) return 'partial';
  if (count('cancelled') === work.length) return 'cancelled';
  // Nobody ever took it: its time has passed, nothing was tried.
  if (work.every((target) => target.state === 'failed' && !target.delivered)) return 'expired';
  return 'failed';
}
