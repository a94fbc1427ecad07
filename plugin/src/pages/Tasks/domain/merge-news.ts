import type { Page, Task } from '@meshprof/contracts';

export interface MergedTasks {
  tasks: Task[];
  /** More tasks are new than the newest page holds, so that some are missing between it and the older ones. */
  hasGap: boolean;
}

/**
 * The pages loaded so far with the newest page as it is now: new tasks come in front, changed ones are replaced, deleted
 * ones disappear. So a list of a hundred pages stays fresh with one request.
 */
export function mergeNews(loaded: readonly Task[], newest: Page<Task> | undefined): MergedTasks {
  const last = newest?.items.at(-1);
  if (newest === undefined || last === undefined || newest.nextCursor === undefined) {
    return { tasks: newest ? newest.items : [...loaded], hasGap: false };
  }
  const older = loaded.filter((task) => isOlder(task, last));
  const known = new Set(newest.items.map(({ id }) => id));
  const meets = loaded.length === 0 || loaded.some(({ id }) => known.has(id));
  return { tasks: [...newest.items, ...older], hasGap: !meets };
}

/** The controller's order: newest first, and by id among those of one moment. */
function isOlder(a: Task, b: Task): boolean {
  const [aMs, bMs] = [Date.parse(a.createdAt), Date.parse(b.createdAt)];
  return aMs < bMs || (aMs === bMs && a.id < b.id);
}
