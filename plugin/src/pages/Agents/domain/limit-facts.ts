import { type AgentLimits, writeSelectorText } from '@meshprof/contracts';
import { formatDuration, formatSize } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import type { Fact } from '@shared/ui/FactList';

/** What the agent enforces whatever the controller asks of it. */
export function limitFacts(limits: AgentLimits): Fact[] {
  const { allowedSelectors = [] } = limits;
  return [
    { id: 'sessions', title: t('agents.limits.sessions', 'Sessions at a time'), value: limits.maxSessions },
    {
      id: 'cpu',
      title: t('agents.limits.cpu', 'CPU'),
      value: t('agents.limits.cores', '{{cores}} cores', { cores: limits.maxCpuCores }),
    },
    { id: 'memory', title: t('agents.limits.memory', 'Memory'), value: formatSize(limits.maxRssBytes) },
    { id: 'frequency', title: t('agents.limits.frequency', 'Frequency'), value: `${limits.maxFrequencyHz} Hz` },
    { id: 'duration', title: t('agents.limits.duration', 'Duration'), value: formatDuration(limits.maxDurationMs) },
    { id: 'events', title: t('agents.limits.events', 'Events'), value: limits.allowedEvents.join(', ') },
    {
      id: 'selectors',
      title: t('agents.limits.processes', 'Processes'),
      value:
        allowedSelectors.length === 0
          ? t('agents.limits.any', 'any')
          : allowedSelectors.map(writeSelectorText).join(t('agents.limits.or', '; or ')),
    },
  ];
}
