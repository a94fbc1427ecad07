import type { Task, TaskTarget } from '@meshprof/contracts';

interface Selection {
  labels: Readonly<Record<string, string>>;
  fromUnixMs: number;
  toUnixMs: number;
}

const OF_A_TARGET = ['task_id', 'process_pid'];

/**
 * The one target of a task that a selection is all of, from its begin to its end: what its agent told of its waits then
 * holds for the selection. Undefined for a part of a target, and for several.
 */
export function wholeTarget(
  task: Task | undefined,
  { labels, fromUnixMs, toUnixMs }: Selection
): TaskTarget | undefined {
  if (!task || Object.keys(labels).some((label) => !OF_A_TARGET.includes(label))) {
    return undefined;
  }
  const pid = labels['process_pid'];
  const selected = task.targets.filter(
    (target) => target.profileStart !== undefined && (pid === undefined || String(target.pid) === pid)
  );
  const [only] = selected;
  const isWhole =
    only?.profileStart !== undefined &&
    only.profileEnd !== undefined &&
    fromUnixMs <= Date.parse(only.profileStart) &&
    toUnixMs >= Date.parse(only.profileEnd);
  return selected.length === 1 && isWhole ? only : undefined;
}
