import type { ExperimentSpec } from '@meshprof/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebounced } from '@shared/domain/use-debounced';
import { planExperiment } from '@shared/infrastructure/experiments-api';

/** Long enough for the next keystroke to come, short enough to feel live. */
const SETTLE_MS = 350;

/**
 * What the experiment of the form would be, asked of the controller whenever the form settles. The former answer stays
 * until the new one is there.
 */
export function useExperimentPlan(spec: ExperimentSpec | undefined, { enabled }: { enabled: boolean }) {
  const now = spec === undefined ? '' : JSON.stringify(spec);
  const asked = useDebounced(now, SETTLE_MS);
  const query = useQuery({
    queryKey: ['experiment-plan', asked],
    queryFn: ({ signal }) => planExperiment(JSON.parse(asked) as ExperimentSpec, signal),
    enabled: enabled && asked !== '',
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return {
    plan: asked === '' ? undefined : query.data,
    error: asked === '' ? null : query.error,
    /** What is shown is not yet what the form says. */
    isBehind: now !== asked || (query.isFetching && query.isPlaceholderData) || (asked !== '' && query.isLoading),
    retry: () => void query.refetch(),
  };
}

export type ExperimentPlanState = ReturnType<typeof useExperimentPlan>;
