import type { Task, TaskTarget } from '@meshprof/contracts';

/** Where the profiles of one target of a task are found in the store. */
export interface ProfileWindow {
  labelSelector: string;
  fromUnixMs: number;
  toUnixMs: number;
}

/**
 * Stores compare a profile's own time, with a precision that differs between them. The task id already makes the
 * selection exact, so a wider window adds nothing foreign and misses nothing at the edges.
 */
const MARGIN_MS = 2000;

/** PromQL string escapes, so that an id can never change the meaning of a selector. */
const quoted = (value: string | number) => JSON.stringify(String(value));

/** Undefined until the first profile of the target was exported. */
export function profileWindowOf(task: Pick<Task, 'id'>, target: TaskTarget): ProfileWindow | undefined {
  const { profileStart, profileEnd } = target;
  if (!profileStart || !profileEnd) {
    return undefined;
  }
  return {
    labelSelector: `{task_id=${quoted(task.id)}, process_pid=${quoted(target.pid)}}`,
    fromUnixMs: Date.parse(profileStart) - MARGIN_MS,
    toUnixMs: Date.parse(profileEnd) + MARGIN_MS,
  };
}
