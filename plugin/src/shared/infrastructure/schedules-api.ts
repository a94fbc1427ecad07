import type { Page, SaveSchedule, Schedule } from '@meshprof/contracts';
import { request } from './controller-request';

const SCHEDULES_PAGE_SIZE = 100;
const schedulePath = (scheduleId: string) => `v1/schedules/${encodeURIComponent(scheduleId)}`;

/** A page of schedules, newest first. */
export const listSchedules = (cursor?: string, signal?: AbortSignal): Promise<Page<Schedule>> =>
  request('read/v1/schedules', { params: { limit: SCHEDULES_PAGE_SIZE, cursor }, signal });

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

/** Its next task, if there is one, is cancelled; those that began go on. */
export const deleteSchedule = (scheduleId: string): Promise<void> =>
  request(`operate/${schedulePath(scheduleId)}`, { method: 'DELETE' });
