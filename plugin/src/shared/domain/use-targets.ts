import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { listTargets, type TargetQuery } from '../infrastructure/targets-api';

/** An agent tells of a new process within a few seconds. */
const REFRESH_MS = 5_000;

/**
 * The processes that agents report. `isLive` keeps asking; without it what is there counts for a minute. What another
 * query found stays until the answer to this one is there.
 */
export const useTargets = (query: TargetQuery = {}, { isLive = true, enabled = true } = {}) =>
  useQuery({
    queryKey: ['targets', query],
    queryFn: ({ signal }) => listTargets(query, signal),
    enabled,
    placeholderData: keepPreviousData,
    ...(isLive ? { refetchInterval: REFRESH_MS } : { staleTime: 60_000 }),
  });
