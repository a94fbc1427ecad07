import { type ListedTarget, ROLES } from '@meshprof/contracts';

export const VERDICT_FILTERS = ['profilable', 'refused', 'all'] as const;
export type VerdictFilter = (typeof VERDICT_FILTERS)[number];

export interface TargetFilter {
  search: string;
  verdict: VerdictFilter;
}

export interface FilteredTargets {
  rows: ListedTarget[];
  /** How many match the search under each verdict, for the filter's labels. */
  counts: Record<VerdictFilter, number>;
}

const roleOrder = new Map<string, number>(ROLES.map((role, index) => [role, index]));

/** Proxies first, then gateways, services and at last the processes of the host; by name and pid within a role. */
function byRoleThenName(a: ListedTarget, b: ListedTarget): number {
  const byRole = (roleOrder.get(a.role) ?? ROLES.length) - (roleOrder.get(b.role) ?? ROLES.length);
  return byRole || a.service.localeCompare(b.service) || a.node.localeCompare(b.node) || a.pid - b.pid;
}

function textOf(target: ListedTarget): string {
  const { service, process, role, container, namespace, workload, pod, node, pid } = target;
  return [service, process, role, container, namespace, workload, pod, node, pid]
    .filter((part) => part !== null && part !== undefined)
    .join(' ')
    .toLowerCase();
}

/** Every word of the search must occur somewhere in the target: `envoy 4711`, `shop sidecar`. */
export function filterTargets(targets: ListedTarget[], { search, verdict }: TargetFilter): FilteredTargets {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = targets.filter((target) => {
    const text = textOf(target);
    return words.every((word) => text.includes(word));
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
