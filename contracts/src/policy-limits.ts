/**
 * What policies may ask for, and what they take where their author chose nothing. Apart from the schema, because the form
 * that creates policies needs the numbers and no schema library.
 */
import { FLIGHT_RECORDER_MAX_MS } from './task-limits.ts';

interface Limits {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** Of profiling that goes on: low, because nobody decides each time whether it is worth its cost. */
export const STANDING_LIMITS = {
  frequencyHz: { min: 1, max: 99, default: 19 },
  maxTargetsPerNode: { min: 1, max: 64, default: 8 },
  agentCpuPercent: { min: 0.1, max: 50, default: 1 },
} as const satisfies Record<string, Limits>;

export const RECORDER_LIMITS = {
  keepMs: { min: 60_000, max: FLIGHT_RECORDER_MAX_MS, default: FLIGHT_RECORDER_MAX_MS },
  maxBytesPerNode: { min: 1_048_576, max: 1_073_741_824, default: 67_108_864 },
} as const satisfies Record<string, Limits>;

export const TRIGGER_LIMITS = {
  periodMs: { min: 5_000, max: 3_600_000, default: 60_000 },
  count: { min: 1, max: 720, default: 3 },
  coolDownMs: { min: 0, max: 604_800_000, default: 1_200_000 },
  maxConcurrentTasks: { min: 1, max: 50, default: 2 },
  /** Of queries; node metrics are looked at every NODE_LOOK_EVERY_MS. */
  everyMs: { min: 5_000, max: 300_000, default: 15_000 },
} as const satisfies Record<string, Limits>;

/** Of thresholds, above and below zero: what a number in JSON still carries exactly enough. */
export const THRESHOLD_MAX = 1e15;

export const POLICY_NAME_MAX_LENGTH = 200;

/** How often agents look at what triggers watch. */
export const NODE_LOOK_EVERY_MS = 5_000;
