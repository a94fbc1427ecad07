import { type LeftOut, REASONS, type Reason, type Task, type TaskTarget } from '@meshprof/contracts';
import { toProcess } from '../targets/process-columns.ts';
import type { TaskRow, TaskTargetRow } from './task-rows.ts';
import { readLosses } from './target-losses.ts';

/** A task as the API shows it. */
export function toTask(row: TaskRow, targets: readonly TaskTargetRow[]): Task {
  return {
    id: row.id,
    title: row.title,
    note: row.note,
    tags: JSON.parse(row.tags_json) as string[],
    state: row.state as Task['state'],
    selector: JSON.parse(row.selector_json) as Task['selector'],
    events: JSON.parse(row.events_json) as Task['events'],
    frequencyHz: row.frequency_hz,
    durationMs: row.duration_ms,
    ...parsed('offCpu', row.off_cpu_json),
    maxTargets: row.max_targets,
    ...(row.agent_cpu_percent !== null && { agentCpuPercent: row.agent_cpu_percent }),
    beforeMs: row.before_ms,
    origin: row.origin as Task['origin'],
    ...parsed('cause', row.cause_json),
    ...(row.schedule_id !== null && { scheduleId: row.schedule_id }),
    ...(row.copy_of !== null && { copyOf: row.copy_of }),
    author: row.author,
    createdAt: new Date(row.created_at_ms).toISOString(),
    startAt: new Date(row.start_at_ms).toISOString(),
    ...time('startedAt', row.started_at_ms),
    ...time('endedAt', row.ended_at_ms),
    ...explain(row.reason_code, null),
    leftOut: toLeftOut(JSON.parse(row.left_out_json) as Record<string, number>),
    targets: targets.map(toTaskTarget),
  };
}

/** For the audit log: what was asked for, not the thousand processes it was done to. */
export function withoutTargets({ targets: _targets, ...task }: Task): Omit<Task, 'targets'> {
  return task;
}

export function toLeftOut(counts: Readonly<Record<string, number>>): LeftOut[] {
  return Object.entries(counts).map(([code, count]) => ({ ...describeReason(code, null), count }));
}

function toTaskTarget(row: TaskTargetRow): TaskTarget {
  return {
    ...toProcess(row),
    state: row.state as TaskTarget['state'],
    durationMs: row.duration_ms,
    progress: {
      elapsedMs: row.elapsed_ms,
      samplesKept: row.samples_kept,
      samplesLost: row.samples_lost,
      switches: row.switches,
      lostByCause: readLosses(row.lost_json),
    },
    ...explain(row.reason_code, row.detail),
    ...time('profileStart', row.profile_start_ms),
    ...time('profileEnd', row.profile_end_ms),
  };
}

/** The sentence and remedy of a code. A newer agent's code that this controller does not know shows the agent's detail. */
export function explain(code: string | null, detail: string | null) {
  return code === null ? {} : describeReason(code, detail);
}

export function describeReason(code: string, detail: string | null) {
  const known: Reason | undefined = Object.hasOwn(REASONS, code) ? REASONS[code as keyof typeof REASONS] : undefined;
  // An agent sends the sentence itself, for a controller that does not know the code.
  const said = new Set([known?.sentence, detail]);
  const reason = [...said].filter((part) => part !== undefined && part !== null && part !== '');
  return {
    reasonCode: code,
    reason: reason.length > 0 ? reason.join(' ') : code,
    ...(known !== undefined && { remedy: known.remedy }),
  };
}

function parsed<K extends 'offCpu' | 'cause'>(key: K, json: string | null): { [P in K]?: NonNullable<Task[P]> } {
  if (json === null) return {};
  return { [key]: JSON.parse(json) as unknown } as { [P in K]?: NonNullable<Task[P]> };
}

function time<K extends string>(key: K, unixMs: number | null): { [P in K]?: string } {
  if (unixMs === null) return {};
  return { [key]: new Date(unixMs).toISOString() } as { [P in K]?: string };
}
