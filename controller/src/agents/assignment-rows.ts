import { type Assignment, FLIGHT_RECORDER_MAX_MS } from '@meshprof/contracts';
import { readLosses } from '../tasks/target-losses.ts';

/** Of a join of targets with their tasks. */
export const ASSIGNMENT_COLUMNS = [
  'task_id',
  'target_id',
  'pid',
  'start_time_ticks',
  'task_targets.state',
  'task_targets.start_at_ms',
  'task_targets.duration_ms',
  'running_at_ms',
  'elapsed_ms',
  'samples_kept',
  'samples_lost',
  'switches',
  'lost_json',
  'profile_end_ms',
  'created_at_ms',
  'events_json',
  'frequency_hz',
  'off_cpu_json',
  'agent_cpu_percent',
  'before_ms',
] as const;

/** As a left join gives it: all columns are null where an agent has no assignment. */
export interface AssignmentRow {
  task_id: string | null;
  target_id: string | null;
  pid: number | null;
  start_time_ticks: string | null;
  state: string | null;
  start_at_ms: number | null;
  duration_ms: number | null;
  running_at_ms: number | null;
  elapsed_ms: number | null;
  samples_kept: number | null;
  samples_lost: number | null;
  switches: number | null;
  lost_json: string | null;
  profile_end_ms: number | null;
  created_at_ms: number | null;
  events_json: string | null;
  frequency_hz: number | null;
  off_cpu_json: string | null;
  agent_cpu_percent: number | null;
  before_ms: number | null;
}

type Nullable = 'running_at_ms' | 'profile_end_ms' | 'off_cpu_json' | 'agent_cpu_percent';
type FoundRow = Pick<AssignmentRow, Nullable> & {
  [K in Exclude<keyof AssignmentRow, Nullable>]: NonNullable<AssignmentRow[K]>;
};

/**
 * A session that was to begin at a certain time keeps to it: one that begins later than this is shorter. Less is the
 * time that an answer takes.
 */
const LATE_MS = 2_000;

/** Of a row whose join found a target. Times are counted from now, since the agent's clock may be another. */
export function toAssignment(row: AssignmentRow, nowMs: number): Assignment {
  const found = row as FoundRow;
  // One that is to begin at once does so, also if the clock was set back since.
  const startInMs = isImmediate(found) ? 0 : Math.max(0, found.start_at_ms - nowMs);
  const elapsedMs = elapsedOf(found, nowMs);
  return {
    taskId: found.task_id,
    targetId: found.target_id,
    pid: found.pid,
    startTimeTicks: found.start_time_ticks,
    events: JSON.parse(found.events_json) as Assignment['events'],
    frequencyHz: found.frequency_hz,
    durationMs: found.duration_ms,
    ...(startInMs > 0 && { startInMs }),
    ...(elapsedMs > 0 && { elapsedMs }),
    ...(found.running_at_ms !== null && { progress: progressOf(found), isExported: found.profile_end_ms !== null }),
    ...(found.before_ms > 0 && { beforeMs: beforeOf(found, nowMs) }),
    ...(found.off_cpu_json !== null && { offCpu: JSON.parse(found.off_cpu_json) as NonNullable<Assignment['offCpu']> }),
    ...(found.agent_cpu_percent !== null && { agentCpuPercent: found.agent_cpu_percent }),
  };
}

/** Time goes on while an agent is away: all sessions of a task end when they were to end. */
function elapsedOf(row: FoundRow, nowMs: number): number {
  if (row.state !== 'waiting') return Math.max(row.elapsed_ms, nowMs - (row.running_at_ms ?? nowMs));
  if (isImmediate(row)) return 0;
  const lateMs = nowMs - row.start_at_ms;
  return lateMs > LATE_MS ? lateMs : 0;
}

/** Counted from the task's creation by its creator, from this answer by the agent. No recorder holds more. */
function beforeOf(row: FoundRow, nowMs: number): number {
  return Math.min(FLIGHT_RECORDER_MAX_MS, row.before_ms + Math.max(0, nowMs - row.created_at_ms));
}

/** It begins whenever its agent hears of it. */
function isImmediate(row: FoundRow): boolean {
  return row.start_at_ms <= row.created_at_ms;
}

function progressOf(row: FoundRow): NonNullable<Assignment['progress']> {
  return {
    elapsedMs: row.elapsed_ms,
    samplesKept: row.samples_kept,
    samplesLost: row.samples_lost,
    switches: row.switches,
    lostByCause: readLosses(row.lost_json),
  };
}
