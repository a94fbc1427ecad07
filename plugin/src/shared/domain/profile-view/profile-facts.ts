import { FREQUENCY_MAX_HZ, type ProfileTypeId, type TargetProgress } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { formatAmount, formatCount, formatShare } from '@shared/domain/format-amount';
import type { ProfileContent } from './profile-content';

export interface Fact {
  id: string;
  title: string;
  value: string;
  /** How to read the number. */
  meaning: string;
}

/** What is known of a profile beside its frame. */
export interface ProfileKnowledge {
  /** Counters of the session that made it, or of several added up; absent for what only a store knows. */
  progress?: TargetProgress;
  /** Only a part of what was recorded is shown, so counters of the whole do not describe it. */
  isPart?: boolean;
}

const unknown = () => t('profile-view.facts.unknown', 'unknown');

function totalFacts(typeId: ProfileTypeId, content: ProfileContent, known: ProfileKnowledge): Fact[] {
  const elapsedNs = (known.progress?.elapsedMs ?? 0) * 1e6;
  const perNs = elapsedNs > 0 ? content.total / elapsedNs : undefined;
  switch (typeId) {
    case 'on-cpu':
      return cpuFacts(content, perNs, known);
    case 'off-cpu-time':
      return waitFacts(content.total, perNs);
    case 'loop-stalls':
      return stallFacts(content.total, perNs);
    default:
      return countFacts(content.total, perNs, countText(typeId));
  }
}

function countText(typeId: 'off-cpu-switches' | 'wakeups' | 'page-faults'): { title: string; meaning: string } {
  switch (typeId) {
    case 'off-cpu-switches':
      return {
        title: t('profile-view.facts.switches', 'Switches'),
        meaning: t('profile-view.facts.switches-meaning', 'How often a thread left the CPU.'),
      };
    case 'wakeups':
      return {
        title: t('profile-view.facts.wakeups', 'Ended waits'),
        meaning: t('profile-view.facts.wakeups-meaning', 'How often a thread was woken.'),
      };
    case 'page-faults':
      return {
        title: t('profile-view.facts.page-faults', 'Page faults'),
        meaning: t('profile-view.facts.page-faults-meaning', 'How often a page was touched that was not mapped yet.'),
      };
  }
}

function cpuFacts(content: ProfileContent, cpus: number | undefined, known: ProfileKnowledge): Fact[] {
  return [
    {
      id: 'total',
      title: t('profile-view.facts.cpu-time', 'CPU time'),
      value: formatAmount(content.total, 'ns'),
      meaning: t('profile-view.facts.cpu-time-meaning', 'Time on a CPU, all threads.'),
    },
    ...(known.progress
      ? [
          {
            id: 'cpus',
            title: t('profile-view.facts.cpus', 'CPUs used'),
            value: cpus?.toFixed(2) ?? unknown(),
            meaning: t(
              'profile-view.facts.cpus-meaning',
              'CPU time divided by the time that passed: 1.00 is one CPU kept busy.'
            ),
          },
        ]
      : []),
    ...sampleFacts(content, known),
  ];
}

function sampleFacts(content: ProfileContent, known: ProfileKnowledge): Fact[] {
  const samples = samplesOf(content, known);
  const kept: Fact = {
    id: 'samples',
    title: t('profile-view.facts.samples', 'Samples'),
    value: samples === undefined ? unknown() : formatCount(samples),
    meaning: t('profile-view.facts.samples-meaning', 'Stacks that the graph is made of. More samples, surer shares.'),
  };
  if (!known.progress || known.isPart) {
    return [kept];
  }
  const lost: Fact = {
    id: 'lost',
    title: t('profile-view.facts.lost', 'Lost'),
    value: formatShare(lostShareOf(known.progress)),
    meaning: t(
      'profile-view.facts.lost-meaning',
      'Samples that were due but could not be kept. They are counted, never hidden.'
    ),
  };
  return [kept, lost];
}

function waitFacts(total: number, threads: number | undefined): Fact[] {
  return [
    {
      id: 'total',
      title: t('profile-view.facts.off-cpu-time', 'Off-CPU time'),
      value: formatAmount(total, 'ns'),
      meaning: t(
        'profile-view.facts.off-cpu-time-meaning',
        'Time off the CPU, summed over all threads: waiting, and ready but not yet running.'
      ),
    },
    ...averageFact(
      'threads',
      threads?.toFixed(1),
      t('profile-view.facts.threads', 'Threads waiting'),
      t('profile-view.facts.threads-meaning', 'Average number of threads off the CPU at a moment.')
    ),
  ];
}

function stallFacts(total: number, loops: number | undefined): Fact[] {
  return [
    {
      id: 'total',
      title: t('profile-view.facts.stall-time', 'Time in stalls'),
      value: formatAmount(total, 'ns'),
      meaning: t(
        'profile-view.facts.stall-time-meaning',
        'Time that event loops spent away from waiting for events, for longer than the threshold at a stretch.'
      ),
    },
    ...averageFact(
      'loops',
      loops?.toFixed(2),
      t('profile-view.facts.loops', 'Loops stalled'),
      t('profile-view.facts.loops-meaning', 'Average number of event loops in a stall at a moment.')
    ),
  ];
}

function countFacts(
  total: number,
  perNs: number | undefined,
  { title, meaning }: { title: string; meaning: string }
): Fact[] {
  return [
    { id: 'total', title, value: formatCount(total), meaning },
    ...averageFact(
      'rate',
      perNs === undefined ? undefined : formatCount(Math.round(perNs * 1e9)),
      t('profile-view.facts.rate', 'Per second'),
      t('profile-view.facts.rate-meaning', 'For each second that passed.')
    ),
  ];
}

/** Nothing where the time that passed is not known: a store tells sums only. */
const averageFact = (id: string, value: string | undefined, title: string, meaning: string): Fact[] =>
  value === undefined ? [] : [{ id, title, value, meaning }];

const SHORTEST_PERIOD_NS = 1e9 / FREQUENCY_MAX_HZ;
/** Nobody samples more rarely; a few stacks can have a larger divisor in common by chance. */
const LONGEST_PERIOD_NS = 1e8;

/**
 * Samples of an on-CPU profile. Where nobody counted them, each part is a multiple of the sampling period; parts
 * without a common one of a plausible length come from sessions of different frequencies, and then nothing is known.
 */
export function samplesOf(content: ProfileContent, { progress, isPart }: ProfileKnowledge): number | undefined {
  if (progress && !isPart) {
    return progress.samplesKept;
  }
  const isPeriod = content.quantum >= SHORTEST_PERIOD_NS && content.quantum <= LONGEST_PERIOD_NS;
  return isPeriod ? Math.round(content.total / content.quantum) : undefined;
}

export function lostShareOf({ samplesKept, samplesLost }: TargetProgress): number {
  const expected = samplesKept + samplesLost;
  return expected === 0 ? 0 : samplesLost / expected;
}

/** What a profile holds. One of another program's types has a total only. */
export function profileFacts(
  { id, grafanaUnit }: { id?: ProfileTypeId; grafanaUnit: string },
  content: ProfileContent,
  known: ProfileKnowledge
): Fact[] {
  return [
    ...(id
      ? totalFacts(id, content, known)
      : [
          {
            id: 'total',
            title: t('profile-view.facts.total', 'Total'),
            value: formatAmount(content.total, grafanaUnit),
            meaning: t('profile-view.facts.total-meaning', 'Sum of all stacks, in the unit of the file.'),
          },
        ]),
    {
      id: 'unnamed',
      title: t('profile-view.facts.unnamed', 'Unnamed'),
      value: formatShare(content.unnamedShare),
      meaning: t(
        'profile-view.facts.unnamed-meaning',
        'Share spent in functions without a proven name, shown as module+0xoffset.'
      ),
    },
    {
      id: 'truncated',
      title: t('profile-view.facts.truncated', 'Truncated'),
      value: formatShare(content.truncatedShare),
      meaning: t(
        'profile-view.facts.truncated-meaning',
        'Share of stacks that do not reach the start of their thread.'
      ),
    },
  ];
}
