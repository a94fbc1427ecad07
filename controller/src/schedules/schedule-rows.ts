import type { TaskId } from '../storage/ids.ts';

export interface ScheduleRow {
  id: string;
  author: string;
  cron: string;
  time_zone: string;
  enabled: number;
  /** What each of its tasks is created from. */
  task_json: string;
  created_at_ms: number;
  /** The next time that has not been dealt with; null while disabled, or if there is none. */
  next_at_ms: number | null;
  /** The last time that was dealt with, and how: a task, or the reason why there is none. */
  last_at_ms: number | null;
  last_task_id: TaskId | null;
  last_reason_code: string | null;
  skipped: number;
}
