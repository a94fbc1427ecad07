import { PROXY_ROLES } from '@meshprof/contracts';
import { labelSelector } from '@shared/domain/label-selector';
import type { LabelledSum } from '@shared/infrastructure/profile-series-query';

export interface ProfiledService {
  service: string;
  selector: string;
}

/** Services with profiles: proxies first, since the page is mostly about them, of each kind the busiest first. */
export function profiledServices(sums: LabelledSum[]): ProfiledService[] {
  const services = new Map<string, { sum: number; isProxy: boolean }>();
  for (const { labels, sum } of sums) {
    const service = labels['service_name'] ?? '';
    const known = services.get(service);
    const isProxy = PROXY_ROLES.some((role) => role === labels['role']);
    services.set(service, { sum: (known?.sum ?? 0) + sum, isProxy: (known?.isProxy ?? false) || isProxy });
  }
  services.delete('');
  return [...services]
    .sort(([, a], [, b]) => Number(b.isProxy) - Number(a.isProxy) || b.sum - a.sum)
    .map(([service]) => ({ service, selector: labelSelector({ service_name: service }) }));
}
