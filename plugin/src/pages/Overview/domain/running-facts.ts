import type { Task } from '@meshprof/contracts';
import { progressOf } from '@shared/domain/task-progress';

export interface RunningFacts {
  /** How much of the task has been sampled, 0 to 1. */
  share: number;
  /** Of the target that has come furthest. */
  elapsedMs: number;
  samples: number;
}

export function runningFacts(task: Pick<Task, 'state' | 'targets' | 'durationMs'>): RunningFacts {
  const progress = task.targets.map((target) => target.progress);
  return {
    share: progressOf(task) ?? 0,
    elapsedMs: Math.min(task.durationMs, Math.max(0, ...progress.map(({ elapsedMs }) => elapsedMs))),
    samples: progress.reduce((sum, { samplesKept }) => sum + samplesKept, 0),
  };
}
