import type { Agent } from '@meshprof/contracts';
import { formatCount, formatSize } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { NEAR_LIMIT } from '@shared/domain/usage-troubles';

export interface UsageMeter {
  id: 'cpu' | 'memory' | 'sessions';
  title: string;
  /** What it takes now. */
  value: string;
  /** What it may take; undefined where nothing bounds it. */
  limit: string | undefined;
  /** Of the limit, from 0 to 1. */
  share: number | undefined;
  isNear: boolean;
}

const shareOf = (value: number, limit: number | undefined): Pick<UsageMeter, 'share' | 'isNear'> =>
  limit === undefined || limit <= 0
    ? { share: undefined, isNear: false }
    : { share: Math.min(1, value / limit), isNear: value > NEAR_LIMIT * limit };

/** An agent's CPU, memory and sessions against its limits; empty if it does not tell. */
export function usageMeters({ usage, limits }: Pick<Agent, 'usage' | 'limits'>): UsageMeter[] {
  if (usage === undefined) {
    return [];
  }
  const { cpuCores, rssBytes, sessions } = usage;
  return [
    {
      id: 'cpu',
      title: t('agents.usage.cpu', 'CPU'),
      value: cpuCores === undefined ? '–' : cpuCores.toFixed(2),
      limit:
        limits && t('agents.usage.cpus', '{{count}} CPUs', { count: limits.maxCpuCores, defaultValue_one: '1 CPU' }),
      ...shareOf(cpuCores ?? 0, limits?.maxCpuCores),
    },
    {
      id: 'memory',
      title: t('agents.usage.memory', 'Memory'),
      value: formatSize(rssBytes),
      limit: limits && formatSize(limits.maxRssBytes),
      ...shareOf(rssBytes, limits?.maxRssBytes),
    },
    {
      id: 'sessions',
      title: t('agents.usage.sessions', 'Sessions'),
      value: formatCount(sessions),
      limit: limits && formatCount(limits.maxSessions),
      ...shareOf(sessions, limits?.maxSessions),
    },
  ];
}
