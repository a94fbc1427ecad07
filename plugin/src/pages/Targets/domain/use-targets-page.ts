import { useMemo } from 'react';
import { type ListedTarget, ROLES, type Role } from '@meshprof/contracts';
import type { TargetQuery } from '@shared/infrastructure/targets-api';
import { useDebounced } from '@shared/domain/use-debounced';
import { type UrlState, useUrlState } from '@shared/domain/use-url-state';
import { useTargets } from '@shared/domain/use-targets';
import { filterTargets, type TargetFilter, type VerdictFilter, verdictFilterOf } from './filter-targets';
import { flatRows, groupedRows } from './target-rows';
import { subjectOf } from './profile-subject';

const NO_TARGETS: ListedTarget[] = [];
/** Long enough for the next keystroke to come. */
const SETTLE_MS = 300;

export type Grouping = 'workload' | 'none';

export function useTargetsPage() {
  const url = useUrlState();
  const filter = useMemo(() => filterOf(url.get), [url.get]);
  const { query, failed, searched, all, targets } = useKnownTargets(filter);
  const filtered = useMemo(() => filterTargets(targets, filter), [targets, filter]);
  const grouping: Grouping = url.get('group') === 'none' ? 'none' : 'workload';
  const foldsAll = url.get('fold') === 'all';
  const exceptions = url.get('except') ?? '';
  const folding = useMemo(() => ({ all: foldsAll, except: new Set(exceptions.split(',')) }), [foldsAll, exceptions]);
  const rows = useMemo(
    () => (grouping === 'none' ? flatRows(filtered.rows) : groupedRows(filtered.rows, folding)),
    [filtered, grouping, folding]
  );
  const targetId = url.get('profile');
  const groupId = url.get('profileGroup');
  const subject = useMemo(() => subjectOf(targets, { targetId, groupId }), [targets, targetId, groupId]);

  return {
    data: {
      query,
      failed,
      known: all.length,
      isCut: query.data?.cut ?? false,
      isSearchCut: searched?.cut ?? false,
      isSearching: searched?.isBehind ?? false,
      filter,
      grouping,
      foldsAll,
      counts: filtered.counts,
      // Choosing one must not take the others out of the choice.
      nodes: useMemo(() => [...new Set([...all, ...targets].map(({ node }) => node))].sort(), [all, targets]),
      rows,
      subject,
    },
    actions: useTargetsActions(url.set, folding),
  };
}

export type TargetsPageState = ReturnType<typeof useTargetsPage>;

function filterOf(get: UrlState['get']): TargetFilter {
  const chosen = (get('role') ?? '').split(',');
  return {
    search: get('search') ?? '',
    verdict: verdictFilterOf(get('verdict')),
    roles: ROLES.filter((role) => chosen.includes(role)),
    node: get('node'),
  };
}

/**
 * All processes, and where there are more than a page of them takes, what the controller finds for the filter: the filter
 * is then applied twice, here for what changed since.
 */
function useKnownTargets(filter: TargetFilter) {
  const query = useTargets();
  const search = useDebounced(filter.search, SETTLE_MS);
  const isAsked = Boolean(query.data?.cut) && Object.keys(serverQuery(filter)).length > 0;
  const found = useTargets(serverQuery({ ...filter, search }), { enabled: isAsked });
  const isBehind = search !== filter.search || found.isPending || found.isPlaceholderData;
  const all = query.data?.items ?? NO_TARGETS;
  return {
    query,
    failed: [query, ...(isAsked ? [found] : [])].find(({ isError }) => isError),
    searched: isAsked ? { cut: found.data?.cut ?? true, isBehind } : undefined,
    all,
    targets: (isAsked && found.data?.items) || all,
  };
}

/** What the controller can look for of a filter. It takes one role; several are left to the page. */
function serverQuery({ search, roles, node }: TargetFilter): TargetQuery {
  const [role] = roles.length === 1 ? roles : [];
  return { ...(search.trim() && { search: search.trim() }), ...(role && { role }), ...(node && { node }) };
}

function useTargetsActions(set: UrlState['set'], folding: { all: boolean; except: ReadonlySet<string> }) {
  return useMemo(
    () => ({
      setSearch: (text: string) => set({ search: text }),
      setVerdict: (verdict: VerdictFilter) => set({ verdict: verdict === 'profilable' ? undefined : verdict }),
      setRoles: (roles: readonly Role[]) => set({ role: roles.join(',') }),
      setNode: (node: string | undefined) => set({ node }),
      setGrouping: (grouping: Grouping) => set({ group: grouping === 'none' ? 'none' : undefined }),
      foldAll: (all: boolean) => set({ fold: all ? 'all' : undefined, except: undefined }),
      toggleGroup: (groupId: string) => set({ except: toggled(folding.except, groupId) }),
      openProfile: (targetId: string) => set({ profile: targetId, profileGroup: undefined }, { push: true }),
      openGroupProfile: (groupId: string) => set({ profileGroup: groupId, profile: undefined }, { push: true }),
      closeProfile: () => set({ profile: undefined, profileGroup: undefined }),
      clearFilters: () => set({ search: undefined, role: undefined, node: undefined, verdict: 'all' }),
    }),
    [set, folding]
  );
}

function toggled(ids: ReadonlySet<string>, id: string): string {
  const without = [...ids].filter((other) => other !== id && other !== '');
  return (ids.has(id) ? without : [...without, id]).join(',');
}
