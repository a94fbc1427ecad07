import type { Schedule } from '@meshprof/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getSchedule, setScheduleEnabled } from '@shared/infrastructure/schedules-api';

export function useSchedule(scheduleId: string) {
  const client = useQueryClient();
  const queryKey = ['schedule', scheduleId];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => getSchedule(scheduleId, signal) });
  const turn = useMutation({
    mutationFn: (schedule: Schedule) => setScheduleEnabled(schedule, !schedule.enabled),
    onSuccess: (schedule) => {
      client.setQueryData(queryKey, schedule);
      // The next task was cancelled, or made.
      void client.invalidateQueries({ queryKey: ['tasks'] });
    },
  });
  return { query, turn };
}
