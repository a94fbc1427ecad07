import type { FiringOutcome } from '@meshprof/contracts';
import type { CompleteTrigger } from './complete-rule.ts';

/** A value beyond its threshold: the cause of a task. */
export interface Reading {
  readonly metric: string;
  readonly op: string;
  readonly threshold: number;
  readonly measured: number;
  readonly unit: string;
}

export interface FiringFacts {
  readonly nowMs: number;
  /** When a task last began for the same process or series. */
  readonly lastStartMs: number | undefined;
  /** Whether that task has not ended. */
  readonly lastRuns: boolean;
  /** Tasks of this policy that have not ended. */
  readonly tasksNow: number;
}

/** Whether a crossing starts a task. Cool-down is one process's or series' own; the limit is the policy's. */
export function decideFiring(
  { nowMs, lastStartMs, lastRuns, tasksNow }: FiringFacts,
  { coolDownMs, maxConcurrentTasks }: Pick<CompleteTrigger, 'coolDownMs' | 'maxConcurrentTasks'>
): Extract<FiringOutcome, 'starting' | 'cooling-down' | 'too-many-tasks'> {
  // A clock that is set back by more than a cool-down must not stretch it.
  const sinceMs = lastStartMs === undefined ? Infinity : Math.abs(nowMs - lastStartMs);
  if (lastRuns || sinceMs < coolDownMs) return 'cooling-down';
  return tasksNow >= maxConcurrentTasks ? 'too-many-tasks' : 'starting';
}
