import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { listTargets } from '@shared/infrastructure/meshprof-api';
import { useUrlState } from '@shared/domain/use-url-state';
import { filterTargets, type VerdictFilter, verdictFilterOf } from './filter-targets';

/** Rows drawn at first and added by each "Show more": a browser draws some hundred rows without a pause. */
const ROWS_PER_STEP = 200;

/** An agent tells of a new process within a few seconds. */
const REFRESH_MS = 5_000;

export function useTargetsPage() {
  const url = useUrlState();
  const search = url.get('search') ?? '';
  const verdict = verdictFilterOf(url.get('verdict'));
  const shownRows = Number(url.get('rows')) || ROWS_PER_STEP;
  const query = useQuery({
    queryKey: ['targets'],
    queryFn: ({ signal }) => listTargets(signal),
    refetchInterval: REFRESH_MS,
  });
  const targets = useMemo(() => query.data?.items ?? [], [query.data]);
  const { rows, counts } = useMemo(() => filterTargets(targets, { search, verdict }), [targets, search, verdict]);
  const profiledId = url.get('profile');

  return {
    data: {
      query,
      known: targets.length,
      cut: query.data?.cut ?? false,
      search,
      verdict,
      counts,
      rows: rows.slice(0, shownRows),
      hiddenRows: Math.max(0, rows.length - shownRows),
      profiled: profiledId === undefined ? undefined : targets.find((target) => target.id === profiledId),
    },
    actions: {
      setSearch: (text: string) => url.set({ search: text, rows: undefined }),
      setVerdict: (filter: VerdictFilter) =>
        url.set({ verdict: filter === 'profilable' ? undefined : filter, rows: undefined }),
      showMore: () => url.set({ rows: String(shownRows + ROWS_PER_STEP) }),
      openProfile: (targetId: string) => url.set({ profile: targetId }, { push: true }),
      closeProfile: () => url.set({ profile: undefined }),
    },
  };
}
