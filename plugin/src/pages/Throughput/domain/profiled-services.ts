import { labelSelector } from '@shared/domain/label-selector';
import type { LabelledSum } from '@shared/infrastructure/profile-series-query';

export interface ProfiledService {
  service: string;
  /** Envoy, in whatever role: what this page is mostly about. */
  isProxy: boolean;
  selector: string;
}

const PROXY_ROLES = new Set(['envoy', 'envoy-sidecar', 'gateway', 'waypoint', 'ztunnel']);

/** Services with profiles: proxies first, of each kind the busiest first. */
export function profiledServices(sums: LabelledSum[]): ProfiledService[] {
  const services = new Map<string, { sum: number; isProxy: boolean }>();
  for (const { labels, sum } of sums) {
    const service = labels['service_name'] ?? '';
    const known = services.get(service);
    const isProxy = PROXY_ROLES.has(labels['role'] ?? '');
    services.set(service, { sum: (known?.sum ?? 0) + sum, isProxy: (known?.isProxy ?? false) || isProxy });
  }
  services.delete('');
  return [...services]
    .sort(([, a], [, b]) => Number(b.isProxy) - Number(a.isProxy) || b.sum - a.sum)
    .map(([service, { isProxy }]) => ({ service, isProxy, selector: labelSelector({ service_name: service }) }));
}
