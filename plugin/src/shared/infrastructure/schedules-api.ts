import type { Page, SaveSchedule, Schedule } from '@meshprof/contracts';
import { request } from './controller-request';

const SCHEDULES_PAGE_SIZE = 50;

const schedulePath = (scheduleId: string) => `v1/schedules/${encodeURIComponent(scheduleId)}`;

/** Newest first. */
export const listSchedules = (cursor: string | undefined, signal?: AbortSignal): Promise<Page<Schedule>> =>
  request('read/v1/schedules', { params: { limit: SCHEDULES_PAGE_SIZE, cursor }, signal });

export const getSchedule = (scheduleId: string, signal?: AbortSignal): Promise<Schedule> =>
  request(`read/${schedulePath(scheduleId)}`, { signal });

export const createSchedule = (schedule: SaveSchedule): Promise<Schedule> =>
  request('operate/v1/schedules', { method: 'POST', data: schedule });

/** Its next task, if there is one, is cancelled. */
export const replaceSchedule = (scheduleId: string, schedule: SaveSchedule): Promise<Schedule> =>
  request(`operate/${schedulePath(scheduleId)}`, { method: 'PUT', data: schedule });

/** A schedule is paused by replacing it with itself, disabled. */
export const setScheduleEnabled = (
  { id, cron, timeZone, task }: Pick<Schedule, 'id' | 'cron' | 'timeZone' | 'task'>,
  enabled: boolean
): Promise<Schedule> => replaceSchedule(id, { cron, timeZone, task, enabled });

export const deleteSchedule = (scheduleId: string): Promise<void> =>
  request(`operate/${schedulePath(scheduleId)}`, { method: 'DELETE' });
