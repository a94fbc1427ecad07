import type { ListedTarget } from '@meshprof/contracts';
import { groupTargets, type TargetGroup } from './group-targets';

/** A row of the table: a namespace, a workload or service in it, or a process. */
export type TargetRow =
  | { kind: 'namespace'; id: string; namespace: string; cluster: string; processes: number }
  | { kind: 'group'; id: string; group: TargetGroup; isFolded: boolean }
  | { kind: 'process'; id: string; target: ListedTarget; isInGroup: boolean };

/** Which groups show their heading only: all but the exceptions, or none but them. */
export interface Folding {
  all: boolean;
  except: ReadonlySet<string>;
}

export const isFolded = ({ all, except }: Folding, groupId: string): boolean => all !== except.has(groupId);

/** A group of one process is that process, without a heading that would say the same twice. */
export function groupedRows(targets: readonly ListedTarget[], folding: Folding): TargetRow[] {
  const groups = groupTargets(targets);
  const hasNamespaces = groups.some(({ namespace }) => namespace !== '');
  return groups.flatMap((group, index): TargetRow[] => {
    const before = groups[index - 1];
    const isNewPlace = before?.namespace !== group.namespace || before.cluster !== group.cluster;
    return [...(hasNamespaces && isNewPlace ? [namespaceRow(group, groups)] : []), ...rowsOf(group, folding)];
  });
}

export const flatRows = (targets: readonly ListedTarget[]): TargetRow[] =>
  targets.map((target) => ({ kind: 'process', id: target.id, target, isInGroup: false }));

function namespaceRow({ namespace, cluster }: TargetGroup, groups: readonly TargetGroup[]): TargetRow {
  const here = groups.filter((group) => group.namespace === namespace && group.cluster === cluster);
  const processes = here.reduce((sum, group) => sum + group.targets.length, 0);
  return { kind: 'namespace', id: `namespace ${cluster}/${namespace}`, namespace, cluster, processes };
}

function rowsOf(group: TargetGroup, folding: Folding): TargetRow[] {
  if (group.targets.length === 1) {
    return flatRows(group.targets);
  }
  const folded = isFolded(folding, group.id);
  const heading: TargetRow = { kind: 'group', id: group.id, group, isFolded: folded };
  const members = folded ? [] : group.targets;
  return [
    heading,
    ...members.map((target): TargetRow => ({ kind: 'process', id: target.id, target, isInGroup: true })),
  ];
}
