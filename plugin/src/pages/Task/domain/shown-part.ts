import type { TargetProgress, Task, TaskTarget } from '@meshprof/contracts';
import { describeTargets } from '@shared/domain/describe-task';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import type { ProfileSource } from '@shared/domain/profile-view/profile-source';
import { isTargetFinal } from '@shared/domain/task-activity';
import type { ProfileRef } from '../../../routes';

/** `target` in the URL for all targets of the task together. */
export const ALL_TARGETS = 'all';

/** What of a task the page shows the profile of: one target, or all of them merged. */
export interface ShownPart {
  /** A target's id, or ALL_TARGETS. */
  id: string;
  /** Undefined of all targets together. */
  target?: TaskTarget;
  /** "demo-envoy (pid 4711)" */
  subject: string;
  /** Counters, added up; the time that passed is that of the longest session. */
  progress: TargetProgress;
  /** Undefined until the first profile was exported. */
  source?: ProfileSource;
  ref?: ProfileRef;
}

/**
 * A target's profile is shown as soon as that target has ended, even while others still run. One that failed before
 * it delivered anything has only its reason to show.
 */
const hasProfile = ({ state, profileStart }: TaskTarget): boolean =>
  isTargetFinal(state) && (state === 'completed' || profileStart !== undefined);

function addedUp(targets: readonly TaskTarget[]): TargetProgress {
  const sum: TargetProgress = { elapsedMs: 0, samplesKept: 0, samplesLost: 0, switches: 0, lostByCause: {} };
  const lost: Record<string, number> = {};
  for (const { progress } of targets) {
    sum.elapsedMs = Math.max(sum.elapsedMs, progress.elapsedMs);
    sum.samplesKept += progress.samplesKept;
    sum.samplesLost += progress.samplesLost;
    sum.switches += progress.switches;
    for (const [id, count] of Object.entries(progress.lostByCause ?? {})) {
      lost[id] = (lost[id] ?? 0) + count;
    }
  }
  return { ...sum, lostByCause: lost };
}

const sourceOf = ({ labelSelector, from, to }: ProfileRef): ProfileSource => ({
  labelSelector,
  fromUnixMs: Number(from),
  toUnixMs: Number(to),
});

function partOf(task: Task, target: TaskTarget | undefined): ShownPart {
  const ref = profileRefOfTask(task, target);
  return {
    id: target?.id ?? ALL_TARGETS,
    ...(target && { target }),
    subject: describeTargets({ targets: target ? [target] : task.targets.filter(hasProfile) }),
    progress: target?.progress ?? addedUp(task.targets.filter(hasProfile)),
    ...(ref && { ref, source: sourceOf(ref) }),
  };
}

/** What the URL says, else all targets, of which there may be one. Undefined while nothing can be shown. */
export function shownPartOf(task: Task, chosen: string | undefined): ShownPart | undefined {
  const target = task.targets.find(({ id }) => id === chosen);
  if (target) {
    return hasProfile(target) ? partOf(task, target) : undefined;
  }
  const shown = task.targets.filter(hasProfile);
  const [first, second] = shown;
  if (!first) {
    return undefined;
  }
  return partOf(task, second ? undefined : first);
}
