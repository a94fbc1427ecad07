/**
 * What a task may ask for and what it takes where its creator chose nothing. Apart from the schema, because the form that
 * creates tasks needs the numbers and no schema library.
 */
import { DEFAULT_EVENTS } from './events.ts';

export const FREQUENCY_MAX_HZ = 999;
export const DURATION_MIN_MS = 1_000;
export const DURATION_MAX_MS = 3_600_000;
/** The flight recorder's length, and so the longest time before a task that a task can ask for. */
export const FLIGHT_RECORDER_MAX_MS = 900_000;

export const MAX_TARGETS_LIMITS = { min: 1, max: 10_000 } as const;
export const AGENT_CPU_PERCENT_LIMITS = { min: 1, max: 100 } as const;
export const STACKS_PER_SECOND_LIMITS = { min: 0, max: 100_000 } as const;
export const STALL_THRESHOLD_LIMITS_MS = { min: 0, max: 60_000 } as const;
export const MIN_WAIT_LIMITS_US = { min: 0, max: 60_000_000 } as const;
export const TITLE_MAX_LENGTH = 200;
export const NOTE_MAX_LENGTH = 4_000;
export const MAX_TAGS = 20;
/** Bounded to what is safe in a URL and a label. */
export const TAG_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.:/=-]{0,63}$';

/** What a task takes where its creator chose nothing. */
export const TASK_DEFAULTS = {
  events: DEFAULT_EVENTS,
  frequencyHz: 99,
  durationMs: 10_000,
  maxTargets: 1_000,
  beforeMs: 0,
} as const;

/** What the agent opens a session with where nobody says anything of them; stacks are for each CPU of the node. */
export const OFF_CPU_DEFAULTS = { stacksPerSecondAndCpu: 500, stallThresholdMs: 20 } as const;
