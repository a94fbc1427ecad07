import type { Schedule } from '@meshprof/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { setScheduleEnabled } from '@shared/infrastructure/schedules-api';
import { scheduleKey, SCHEDULES_KEY } from './schedule-keys';

/** Pauses a schedule that is on, and turns on one that is paused. */
export function useTurnSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (schedule: Schedule) => setScheduleEnabled(schedule, !schedule.enabled),
    onSuccess: (schedule) => {
      client.setQueryData(scheduleKey(schedule.id), schedule);
      void client.invalidateQueries({ queryKey: SCHEDULES_KEY });
      // The next task was cancelled, or made.
      void client.invalidateQueries({ queryKey: ['tasks'] });
    },
  });
}
