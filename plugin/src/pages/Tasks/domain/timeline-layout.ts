import { type Task, TASK_ORIGINS, type TaskOrigin } from '@meshprof/contracts';

interface Range {
  fromUnixMs: number;
  toUnixMs: number;
}

export interface TimelineBar {
  task: Task;
  /** From 0 to 1 over the range. */
  from: number;
  to: number;
  row: number;
}

export interface TimelineLane {
  origin: TaskOrigin;
  rows: number;
  bars: TimelineBar[];
}

export interface Timeline extends Range {
  lanes: TimelineLane[];
  /** From 0 to here nothing was loaded; 0 if all was. */
  unknownUntil: number;
}

/** Rows that tasks at the same time are spread over; beyond that they lie on top of each other. */
const MAX_ROWS = 4;
/** A task of seconds in a range of days would be invisible. */
const MIN_WIDTH = 0.004;

/** A lane for each origin that has tasks in the range. `hasOlder`: there are older tasks that were not loaded. */
export function layoutTimeline(tasks: readonly Task[], range: Range, hasOlder: boolean): Timeline {
  const bars = tasks.map((task) => barOf(task, range)).filter((bar) => bar.to > 0 && bar.from < 1);
  const lanes = TASK_ORIGINS.map((origin) => laneOf(origin, bars)).filter((lane) => lane.bars.length > 0);
  const oldest = tasks.at(-1);
  const unknownUntil = hasOlder && oldest ? clamp(placeOf(Date.parse(oldest.createdAt), range)) : 0;
  return { ...range, lanes, unknownUntil };
}

/** The bar at this place, if there is one; the uppermost of those on top of each other. */
export const barAt = ({ bars }: TimelineLane, place: number, row: number): TimelineBar | undefined =>
  bars.filter((bar) => bar.row === row && bar.from <= place && place <= bar.to).at(-1);

function barOf(task: Task, range: Range): TimelineBar {
  const startMs = Date.parse(task.startedAt ?? task.startAt);
  const endMs = task.endedAt === undefined ? Math.max(startMs, range.toUnixMs) : Date.parse(task.endedAt);
  const from = placeOf(startMs, range);
  const to = placeOf(Math.max(startMs, endMs), range);
  // What began just now is at the very edge, and is seen all the same.
  const seenFrom = from < 1 ? Math.min(from, 1 - MIN_WIDTH) : from;
  return { task, from: seenFrom, to: Math.max(to, seenFrom + MIN_WIDTH), row: 0 };
}

function laneOf(origin: TaskOrigin, all: readonly TimelineBar[]): TimelineLane {
  const bars = all.filter(({ task }) => task.origin === origin).sort((a, b) => a.from - b.from);
  const ends: number[] = [];
  const placed = bars.map((bar) => {
    const free = ends.findIndex((end) => end <= bar.from);
    const row = free !== -1 ? free : ends.length < MAX_ROWS ? ends.length : ends.indexOf(Math.min(...ends));
    ends[row] = Math.max(ends[row] ?? 0, bar.to);
    return { ...bar, from: clamp(bar.from), to: clamp(bar.to), row };
  });
  return { origin, rows: Math.max(1, ends.length), bars: placed };
}

const placeOf = (unixMs: number, { fromUnixMs, toUnixMs }: Range) => (unixMs - fromUnixMs) / (toUnixMs - fromUnixMs);
const clamp = (place: number) => Math.min(1, Math.max(0, place));
