import type { SaveSchedule, Schedule } from '@meshprof/contracts';
import { request } from './controller-request';

const schedulePath = (scheduleId: string) => `v1/schedules/${encodeURIComponent(scheduleId)}`;

export const getSchedule = (scheduleId: string, signal?: AbortSignal): Promise<Schedule> =>
  request(`read/${schedulePath(scheduleId)}`, { signal });

export const createSchedule = (schedule: SaveSchedule): Promise<Schedule> =>
  request('operate/v1/schedules', { method: 'POST', data: schedule });

/** A schedule is paused by replacing it with itself, disabled. Its next task, if there is one, is cancelled. */
export const setScheduleEnabled = (
  { id, cron, timeZone, task }: Pick<Schedule, 'id' | 'cron' | 'timeZone' | 'task'>,
  enabled: boolean
): Promise<Schedule> =>
  request(`operate/${schedulePath(id)}`, { method: 'PUT', data: { cron, timeZone, task, enabled } });
