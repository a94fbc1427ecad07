import type { Task } from '@meshprof/contracts';
import { isTargetFinal } from '@shared/domain/task-activity';

export interface TaskProgress {
  /** 0 to 1; of several targets the average, one that has ended being done. */
  share: number;
  /** Of the target that has come furthest. */
  elapsedMs: number;
  samples: number;
}

export function taskProgress({ targets, durationMs }: Pick<Task, 'targets' | 'durationMs'>): TaskProgress {
  const shares = targets.map((target) =>
    isTargetFinal(target.state) ? 1 : Math.min(1, target.progress.elapsedMs / (target.durationMs || durationMs))
  );
  return {
    share: shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length,
    elapsedMs: Math.min(durationMs, Math.max(0, ...targets.map(({ progress }) => progress.elapsedMs))),
    samples: targets.reduce((sum, { progress }) => sum + progress.samplesKept, 0),
  };
}
