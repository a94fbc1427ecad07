import { useState } from 'react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schedule } from '@meshprof/contracts';
import { deleteSchedule, listSchedules } from '@shared/infrastructure/schedules-api';
import { SCHEDULES_KEY } from './schedule-keys';
import { useTurnSchedule } from './use-turn-schedule';

const REFRESH_MS = 30_000;

/** What will start tasks by the clock. */
export function useSchedules() {
  const client = useQueryClient();
  const [toDelete, setToDelete] = useState<Schedule>();
  const query = useInfiniteQuery({
    queryKey: SCHEDULES_KEY,
    queryFn: ({ pageParam, signal }) => listSchedules(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
  const remove = useMutation({
    mutationFn: (scheduleId: string) => deleteSchedule(scheduleId),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: SCHEDULES_KEY });
      void client.invalidateQueries({ queryKey: ['tasks'] });
    },
    onSettled: () => setToDelete(undefined),
  });
  return {
    data: {
      query,
      schedules: query.data?.pages.flatMap(({ items }) => items) ?? [],
      turn: useTurnSchedule(),
      remove,
      toDelete,
    },
    actions: {
      askToDelete: (schedule: Schedule) => setToDelete(schedule),
      keep: () => setToDelete(undefined),
      confirmDelete: () => toDelete && remove.mutate(toDelete.id),
    },
  };
}

export type SchedulesState = ReturnType<typeof useSchedules>;
