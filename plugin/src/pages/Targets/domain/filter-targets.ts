import type { ListedTarget, Role } from '@meshprof/contracts';
import { byRoleThenName } from './group-targets';

export const VERDICT_FILTERS = ['profilable', 'refused', 'all'] as const;
export type VerdictFilter = (typeof VERDICT_FILTERS)[number];

export interface TargetFilter {
  search: string;
  verdict: VerdictFilter;
  /** None chosen means every role. */
  roles: readonly Role[];
  node?: string;
}

export interface FilteredTargets {
  rows: ListedTarget[];
  /** How many match under each verdict, for the filter's labels. */
  counts: Record<VerdictFilter, number>;
}

function textOf(target: ListedTarget): string {
  const { service, process, role, container, cluster, namespace, workload, pod, node, pid } = target;
  return [service, process, role, container, cluster, namespace, workload, pod, node, pid]
    .filter((part) => part !== null && part !== undefined)
    .join(' ')
    .toLowerCase();
}

/** Every word of the search must occur somewhere in the target: `envoy 4711`, `shop sidecar`. */
export function filterTargets(
  targets: readonly ListedTarget[],
  { search, verdict, roles, node }: TargetFilter
): FilteredTargets {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = targets.filter((target) => {
    const text = textOf(target);
    return (
      (roles.length === 0 || roles.includes(target.role)) &&
      (node === undefined || target.node === node) &&
      words.every((word) => text.includes(word))
    );
  });
  const profilable = found.filter((target) => target.verdict === 'profilable');
  const refused = found.filter((target) => target.verdict === 'refused');
  const all = [...profilable.sort(byRoleThenName), ...refused.sort(byRoleThenName)];
  const byVerdict = { profilable, refused, all };
  return {
    rows: byVerdict[verdict],
    counts: { profilable: profilable.length, refused: refused.length, all: all.length },
  };
}

export function verdictFilterOf(value: string | undefined): VerdictFilter {
  return VERDICT_FILTERS.find((filter) => filter === value) ?? 'profilable';
}
