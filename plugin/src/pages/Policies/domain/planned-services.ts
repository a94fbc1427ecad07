import type { TaskPlan } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';

const MAX_NAMES = 6;

/** The services of a plan, those with the most processes first: "shop ×12", "cart", "and 3 more". */
export function plannedServices({ targets, targetsTotal }: Pick<TaskPlan, 'targets' | 'targetsTotal'>): string[] {
  const counts = new Map<string, number>();
  for (const { service } of targets) {
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  const named = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MAX_NAMES);
  const rest = targetsTotal - named.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...named.map(([service, count]) => (count === 1 ? service : `${service} ×${formatCount(count)}`)),
    ...(rest > 0 ? [t('policies.preview.more', 'and {{count}} more', { count: formatCount(rest) })] : []),
  ];
}
