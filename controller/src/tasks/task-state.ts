import { FINAL_TASK_STATES, type TargetState, type TaskState } from '@meshprof/contracts';
import { isFinalTargetState } from './target-state.ts';

/** What the state of a task depends on. */
export interface TaskFacts {
  readonly targets: readonly TargetFacts[];
  readonly cancelRequested: boolean;
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
 * A task's state follows from its targets alone, so that no two records can contradict each other. Skipped targets
 * were never part of the work and count for nothing, unless there are no others.
 */
export function deriveTaskState({ targets, cancelRequested }: TaskFacts): TaskState {
  const work = targets.filter((target) => target.state !== 'skipped');
  if (work.every((target) => isFinalTargetState(target.state))) {
    return cancelRequested ? 'cancelled' : finalState(work);
  }
  if (cancelRequested) return 'draining';
  return activeState(
    work,
    // Also of one that its agent skipped: the task has gone out.
    targets.some((target) => target.delivered)
  );
}

function activeState(work: readonly TargetFacts[], delivered: boolean): TaskState {
  const some = (state: TargetState) => work.some((target) => target.state === state);
  if (some('running')) return 'running';
  if (some('draining')) return some('waiting') ? 'running' : 'draining';
  if (!work.every((target) => target.state === 'waiting')) return 'running';
  return delivered ? 'dispatching' : 'scheduled';
}

function finalState(work: readonly TargetFacts[]): TaskState {
  const count = (state: TargetState) => work.filter((target) => target.state === state).length;
  if (work.length === 0) return 'failed';
  if (count('completed') === work.length) return 'completed';
  if (count('completed') > 0) return 'partial';
  if (count('cancelled') === work.length) return 'cancelled';
  // Nobody ever took it: its time has passed, nothing was tried.
  if (work.every((target) => target.state === 'failed' && !target.delivered)) return 'expired';
  return 'failed';
}
