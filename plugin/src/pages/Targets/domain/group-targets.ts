import { type ListedTarget, type Role, ROLES, type Selector } from '@meshprof/contracts';

/** Processes that are one thing to the people who run them: a workload, or where there is none a service. */
export interface TargetGroup {
  id: string;
  /** Of the workload or service. */
  name: string;
  /** '' outside Kubernetes. */
  namespace: string;
  cluster: string;
  targets: ListedTarget[];
  profilable: number;
  nodes: number;
  roles: Role[];
  /** Matches the group's processes, also those to come. */
  selector: Selector;
}

const roleOrder = new Map<string, number>(ROLES.map((role, index) => [role, index]));
const orderOf = (role: string) => roleOrder.get(role) ?? ROLES.length;

/** Proxies first, then gateways, services and at last the processes of the host; by name and pid within a role. */
export function byRoleThenName(a: ListedTarget, b: ListedTarget): number {
  const byRole = orderOf(a.role) - orderOf(b.role);
  return byRole || a.service.localeCompare(b.service) || a.node.localeCompare(b.node) || a.pid - b.pid;
}

/** Groups in the order of their first process, which stays first in its group; namespaces stay together. */
export function groupTargets(targets: readonly ListedTarget[]): TargetGroup[] {
  const groups = new Map<string, ListedTarget[]>();
  for (const target of targets) {
    const id = groupIdOf(target);
    const members = groups.get(id);
    if (members) {
      members.push(target);
    } else {
      groups.set(id, [target]);
    }
  }
  const all = [...groups].map(([id, members]) => groupOf(id, members));
  const namespaces = [...new Set(all.map(placeOf))];
  const order = new Map(namespaces.map((place, index) => [place, index]));
  return all.sort((a, b) => (order.get(placeOf(a)) ?? 0) - (order.get(placeOf(b)) ?? 0));
}

const placeOf = ({ cluster, namespace }: TargetGroup) => JSON.stringify([cluster, namespace]);

/** Stable and free of what a name may hold, since it stands in the URL. */
function groupIdOf({ cluster, namespace, workload, service }: ListedTarget): string {
  const kind = workload ? 'w' : 's';
  return [kind, cluster ?? '', namespace ?? '', workload ?? service].map(encodeURIComponent).join('/');
}

function groupOf(id: string, targets: ListedTarget[]): TargetGroup {
  const [{ cluster = '', namespace = '', workload, service }] = targets as [ListedTarget];
  const roles = [...new Set(targets.map(({ role }) => role))].sort((a, b) => orderOf(a) - orderOf(b));
  return {
    id,
    name: workload || service,
    namespace,
    cluster,
    targets,
    profilable: targets.filter(({ verdict }) => verdict === 'profilable').length,
    nodes: new Set(targets.map(({ node }) => node)).size,
    roles,
    selector: {
      ...(workload ? { workload } : { 'service.name': service }),
      ...(namespace && { namespace }),
      ...(cluster && { cluster }),
    },
  };
}
