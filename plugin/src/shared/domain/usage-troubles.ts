import { type Agent, type AgentUsage, lossOf } from '@meshprof/contracts';
import type { AgentTrouble } from './agent-trouble';
import { lossText } from './contract-texts/loss-text';
import { formatCount, formatDuration, formatShare, formatSize } from './format-amount';
import { t } from './t';

/** From here on of a limit somebody should look. */
export const NEAR_LIMIT = 0.9;
/** A profile is exported every 10 s, so one that waits longer waits for the endpoint. */
const LATE_MS = 60_000;
/** A loss below this changes no conclusion. */
const NOTABLE_LOSS = 0.01;

/** What an agent's own numbers say: how near its limits it is, what it cannot deliver, what it loses. */
export function usageTroubles({ state, usage, limits }: Agent): AgentTrouble[] {
  if (usage === undefined || state !== 'connected') {
    return [];
  }
  return [...deliveryTroubles(usage), ...(limits ? limitTroubles(usage, limits) : []), ...lossTroubles(usage)];
}

function deliveryTroubles({ spoolBytes, spoolAgeMs, lastHour }: AgentUsage): AgentTrouble[] {
  const givenUp: AgentTrouble = {
    id: 'given-up',
    severity: 'error',
    title: t('agents.trouble.given-up', 'Exports given up in the last hour: {{count}}', {
      count: formatCount(lastHour.exportsGivenUp),
    }),
    remedy: t(
      'agents.trouble.given-up-remedy',
      'Their profiles are gone. Its log says why: the OTLP endpoint refused them, they were too old, or the spool had no room.'
    ),
  };
  const late: AgentTrouble = {
    id: 'spool',
    severity: 'warning',
    title: t('agents.trouble.spool', 'Profiles have waited for the OTLP endpoint for {{time}} ({{size}})', {
      time: formatDuration(Math.round(spoolAgeMs / 1000) * 1000),
      size: formatSize(spoolBytes),
    }),
    remedy: t(
      'agents.trouble.spool-remedy',
      'See that the Collector at its otlpEndpoint answers; its log says what it hears from it. What waits 50 minutes is given up.'
    ),
  };
  return [...(lastHour.exportsGivenUp > 0 ? [givenUp] : []), ...(spoolAgeMs > LATE_MS ? [late] : [])];
}

function limitTroubles(usage: AgentUsage, limits: NonNullable<Agent['limits']>): AgentTrouble[] {
  const { cpuCores = 0, rssBytes, sessions } = usage;
  const raise = (option: string) =>
    t(
      'agents.trouble.limit-remedy',
      'Beyond it the newest session ends. Profile fewer processes there at a time or with a lower frequency, or raise {{option}}.',
      { option }
    );
  const all: Array<[isNear: boolean, trouble: Omit<AgentTrouble, 'severity'>]> = [
    [
      cpuCores > NEAR_LIMIT * limits.maxCpuCores,
      {
        id: 'cpu',
        title: t('agents.trouble.cpu', 'It takes {{cores}} of the {{max}} CPUs that it may', {
          cores: cpuCores.toFixed(2),
          max: limits.maxCpuCores,
        }),
        remedy: raise('maxCpuCores'),
      },
    ],
    [
      rssBytes > NEAR_LIMIT * limits.maxRssBytes,
      {
        id: 'memory',
        title: t('agents.trouble.memory', 'It takes {{size}} of the {{max}} of memory that it may', {
          size: formatSize(rssBytes),
          max: formatSize(limits.maxRssBytes),
        }),
        remedy: raise('maxRssBytes'),
      },
    ],
    [
      sessions >= limits.maxSessions,
      {
        id: 'sessions',
        title: t('agents.trouble.sessions', 'All of its {{max}} sessions are in use', { max: limits.maxSessions }),
        remedy: t(
          'agents.trouble.sessions-remedy',
          'A further task fails on this node. Wait until one ends, cancel one, or raise maxSessions.'
        ),
      },
    ],
  ];
  return all.flatMap(([isNear, trouble]) => (isNear ? [{ ...trouble, severity: 'warning' as const }] : []));
}

/** Share of the clock samples that were lost in the last hour; undefined if none was due. */
export function lostSampleShare({ lastHour }: AgentUsage): number | undefined {
  const lost = lostOf(lastHour.lostByCause, 'on-cpu').reduce((sum, [, count]) => sum + count, 0);
  const due = lost + lastHour.samplesKept;
  return due === 0 ? undefined : lost / due;
}

const lostOf = (lostByCause: AgentUsage['lastHour']['lostByCause'], part: 'on-cpu' | 'off-cpu') =>
  Object.entries(lostByCause)
    .filter(([id]) => id.startsWith(`${part}.`) && (part === 'on-cpu' || lossOf(id)?.unit === 'switches'))
    .sort(([, a], [, b]) => b - a);

function lossTroubles(usage: AgentUsage): AgentTrouble[] {
  const { switches, lostByCause } = usage.lastHour;
  const waits = lostOf(lostByCause, 'off-cpu');
  const lostWaits = waits.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, switches);
  const samples = lostSampleShare(usage) ?? 0;
  const trouble = (id: string, title: string, cause: string | undefined): AgentTrouble => ({
    id,
    severity: 'warning',
    title,
    remedy: lossText(cause ?? '')?.remedy ?? '',
  });
  return [
    ...(samples > NOTABLE_LOSS
      ? [
          trouble(
            'lost-samples',
            t('agents.trouble.lost-samples', '{{share}} of its CPU samples were lost in the last hour', {
              share: formatShare(samples),
            }),
            lostOf(lostByCause, 'on-cpu')[0]?.[0]
          ),
        ]
      : []),
    ...(lostWaits > NOTABLE_LOSS
      ? [
          trouble(
            'lost-stacks',
            t('agents.trouble.lost-stacks', '{{share}} of its switches lost their stack in the last hour', {
              share: formatShare(Math.min(1, lostWaits)),
            }),
            waits[0]?.[0]
          ),
        ]
      : []),
  ];
}
