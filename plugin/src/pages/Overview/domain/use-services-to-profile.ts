import type { ListedTarget, Role } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { listTargets } from '@shared/infrastructure/targets-api';

/** One page: a few services are offered, however many processes there are. */
const LOOKED_AT = 500;
const OFFERED = 5;

/** Most worth a first look: what the mesh itself runs. */
const ROLE_ORDER: Role[] = ['envoy-sidecar', 'gateway', 'envoy', 'waypoint', 'ztunnel', 'mesh-app', 'service'];

export interface OfferedService {
  service: string;
  role: Role;
  processes: number;
}

/** A few services that an agent sees and can profile, proxies first. Other processes of the host are not offered. */
export function offeredServices(targets: ListedTarget[]): OfferedService[] {
  const offered = new Map<string, OfferedService>();
  for (const { service, role, verdict } of targets) {
    if (verdict === 'profilable' && ROLE_ORDER.includes(role)) {
      const known = offered.get(service);
      offered.set(service, { service, role: known?.role ?? role, processes: (known?.processes ?? 0) + 1 });
    }
  }
  const rank = ({ role }: OfferedService) => ROLE_ORDER.indexOf(role);
  return [...offered.values()]
    .sort((a, b) => rank(a) - rank(b) || b.processes - a.processes || (a.service < b.service ? -1 : 1))
    .slice(0, OFFERED);
}

export function useServicesToProfile() {
  return useQuery({
    queryKey: ['services-to-profile'],
    queryFn: async ({ signal }) => {
      const { items } = await listTargets({}, signal, LOOKED_AT);
      return { services: offeredServices(items), isEmpty: items.length === 0 };
    },
    refetchInterval: 10_000,
  });
}
