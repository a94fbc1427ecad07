import { type EventId, EVENTS, TASK_ORIGINS, TASK_STATES, type TaskOrigin, type TaskState } from '@meshprof/contracts';
import type { TaskQuery } from '@shared/infrastructure/tasks-api';

export interface TaskFilter {
  search: string;
  /** None chosen means every state. */
  states: readonly TaskState[];
  origin?: TaskOrigin;
  event?: EventId;
  author: string;
  schedule?: string;
}

/** Anything else that stands in the URL counts as not chosen. */
export function taskFilterOf(get: (key: string) => string | undefined): TaskFilter {
  const states = (get('state') ?? '').split(',');
  return {
    search: get('search') ?? '',
    states: TASK_STATES.filter((state) => states.includes(state)),
    origin: TASK_ORIGINS.find((origin) => origin === get('origin')),
    event: EVENTS.find((event) => event === get('event')),
    author: get('author') ?? '',
    schedule: get('schedule'),
  };
}

export const isFiltered = ({ search, states, origin, event, author, schedule }: TaskFilter): boolean =>
  Boolean(search || states.length > 0 || origin || event || author || schedule);

/** A range that ends now has no upper bound: tasks that are created while the page is open belong to it. */
export function taskQueryOf(
  { search, states, origin, event, author, schedule }: TaskFilter,
  range: { fromUnixMs: number; toUnixMs: number; endsNow: boolean }
): TaskQuery {
  return {
    ...(search.trim() && { search: search.trim() }),
    ...(states.length > 0 && { states }),
    ...(origin && { origin }),
    ...(event && { event }),
    ...(author.trim() && { author: author.trim() }),
    ...(schedule && { schedule }),
    createdFrom: new Date(range.fromUnixMs).toISOString(),
    ...(!range.endsNow && { createdBefore: new Date(range.toUnixMs).toISOString() }),
  };
}
