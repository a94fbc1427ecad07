import { useQuery } from '@tanstack/react-query';
import { getSchedule } from '@shared/infrastructure/schedules-api';
import { scheduleKey } from './schedule-keys';
import { useTurnSchedule } from './use-turn-schedule';

export function useSchedule(scheduleId: string) {
  const query = useQuery({
    queryKey: scheduleKey(scheduleId),
    queryFn: ({ signal }) => getSchedule(scheduleId, signal),
  });
  return { query, turn: useTurnSchedule() };
}
