import type { Schedule, ScheduledTask } from '@meshprof/contracts';
import { describeReason } from '../tasks/task-view.ts';
import type { ScheduleRow } from './schedule-rows.ts';
import { nextStarts } from './schedule-times.ts';

export function taskOf(row: ScheduleRow): ScheduledTask {
  return JSON.parse(row.task_json) as ScheduledTask;
}

export function timingOf(row: ScheduleRow): { cron: string; timeZone: string } {
  return { cron: row.cron, timeZone: row.time_zone };
}

/** A schedule as the API shows it. */
export function toSchedule(row: ScheduleRow, nowMs: number): Schedule {
  const next = row.enabled === 1 ? nextStarts(timingOf(row), nowMs) : undefined;
  return {
    id: row.id,
    ...timingOf(row),
    enabled: row.enabled === 1,
    task: taskOf(row),
    author: row.author,
    createdAt: new Date(row.created_at_ms).toISOString(),
    nextStartsAt: next?.ok === true ? next.atMs.map((atMs) => new Date(atMs).toISOString()) : [],
    ...(row.last_at_ms !== null && {
      last: {
        startAt: new Date(row.last_at_ms).toISOString(),
        ...(row.last_task_id !== null && { taskId: row.last_task_id }),
        ...(row.last_reason_code !== null && describeReason(row.last_reason_code, null)),
      },
    }),
    skipped: row.skipped,
  };
}
