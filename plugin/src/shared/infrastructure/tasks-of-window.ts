import type { Page, Task } from '@meshprof/contracts';
import { request } from './controller-request';

/** More bands than this are a solid block on any screen. */
const MAX_ITEMS = 200;

/** A task begins within this time after its creation, for all that a picture of hours needs. */
const LONGEST_LEAD_MS = 24 * 3_600_000;

export interface Window {
  fromUnixMs: number;
  toUnixMs: number;
}

/** Tasks that may have run in a window, newest first: those created before its end. */
export async function tasksOfWindow({ fromUnixMs, toUnixMs }: Window, signal?: AbortSignal): Promise<Task[]> {
  const createdFrom = new Date(fromUnixMs - LONGEST_LEAD_MS).toISOString();
  const createdBefore = new Date(toUnixMs).toISOString();
  const page: Page<Task> = await request('read/v1/tasks', {
    params: { limit: MAX_ITEMS, createdFrom, createdBefore },
    signal,
  });
  return page.items;
}
