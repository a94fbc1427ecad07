/** Where answers about schedules are kept. */
export const SCHEDULES_KEY = ['schedules'];
export const scheduleKey = (scheduleId: string) => ['schedule', scheduleId];
