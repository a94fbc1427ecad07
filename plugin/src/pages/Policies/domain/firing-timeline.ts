import type { Firing, FiringOutcome } from '@meshprof/contracts';

export const TIMELINE_MS = 48 * 3_600_000;

/** What the rows of the picture are about, from what is good to what is not. */
export const TIMELINE_LANES = ['started', 'held', 'refused'] as const;
export type TimelineLane = (typeof TIMELINE_LANES)[number];

const LANE_OF_OUTCOME: Record<FiringOutcome, TimelineLane> = {
  starting: 'started',
  started: 'started',
  'cooling-down': 'held',
  'too-many-tasks': 'held',
  refused: 'refused',
};

export interface TimelineMark {
  firing: Firing;
  lane: TimelineLane;
  /** Shares of the picture's width. */
  left: number;
  width: number;
}

/** What fits into the picture that ends now; one that began before it is cut at the left. */
export function timelineMarks(firings: readonly Firing[], nowMs: number): TimelineMark[] {
  const startMs = nowMs - TIMELINE_MS;
  const place = (ms: number) => Math.min(1, Math.max(0, (ms - startMs) / TIMELINE_MS));
  return firings.flatMap((firing) => {
    const [fromMs, untilMs] = [Date.parse(firing.at), Date.parse(firing.lastAt)];
    if (untilMs < startMs) {
      return [];
    }
    const left = place(fromMs);
    return [{ firing, lane: LANE_OF_OUTCOME[firing.outcome], left, width: place(untilMs) - left }];
  });
}

export interface TimelineTick {
  unixMs: number;
  left: number;
}

const SIX_HOURS_MS = 6 * 3_600_000;

/** Every sixth hour; `offsetMinutes` is that of the time zone, so that midnight is among them. */
export function timelineTicks(nowMs: number, offsetMinutes: number): TimelineTick[] {
  const startMs = nowMs - TIMELINE_MS;
  const offsetMs = offsetMinutes * 60_000;
  const firstMs = Math.ceil((startMs + offsetMs) / SIX_HOURS_MS) * SIX_HOURS_MS - offsetMs;
  const count = Math.floor((nowMs - firstMs) / SIX_HOURS_MS) + 1;
  return Array.from({ length: count }, (_, index) => firstMs + index * SIX_HOURS_MS).map((unixMs) => ({
    unixMs,
    left: (unixMs - startMs) / TIMELINE_MS,
  }));
}
