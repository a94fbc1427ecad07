import type { ProfileTypeId, TaskTarget } from '@meshprof/contracts';
import { formatAmount, formatCount, formatShare } from '@shared/domain/format-amount';
import type { ProfileContent } from './profile-content';

export interface Fact {
  id: string;
  title: string;
  value: string;
  /** How to read the number. */
  meaning: string;
}

function totalFacts(typeId: ProfileTypeId, total: number, { progress }: TaskTarget): Fact[] {
  const elapsedNs = progress.elapsedMs * 1e6;
  const perWindow = elapsedNs > 0 ? total / elapsedNs : undefined;
  if (typeId === 'on-cpu') {
    return [
      { id: 'total', title: 'CPU time', value: formatAmount(total, 'ns'), meaning: 'Time on a CPU, all threads.' },
      {
        id: 'cpus',
        title: 'CPUs used',
        value: perWindow === undefined ? 'unknown' : perWindow.toFixed(2),
        meaning: 'CPU time divided by the time that passed: 1.00 is one CPU kept busy.',
      },
      {
        id: 'samples',
        title: 'Samples',
        value: formatCount(progress.samplesKept),
        meaning: 'Stacks that the graph is made of. More samples, surer shares.',
      },
      {
        id: 'lost',
        title: 'Lost',
        value: formatShare(lostShareOf(progress)),
        meaning: 'Samples that were due but could not be kept. They are counted, never hidden.',
      },
    ];
  }
  if (typeId === 'off-cpu-time') {
    return [
      {
        id: 'total',
        title: 'Off-CPU time',
        value: formatAmount(total, 'ns'),
        meaning: 'Time off the CPU, summed over all threads: waiting, and ready but not yet running.',
      },
      {
        id: 'threads',
        title: 'Threads waiting',
        value: perWindow === undefined ? 'unknown' : perWindow.toFixed(1),
        meaning: 'Average number of threads off the CPU at a moment.',
      },
    ];
  }
  return [
    { id: 'total', title: 'Switches', value: formatCount(total), meaning: 'How often a thread left the CPU.' },
    {
      id: 'rate',
      title: 'Per second',
      value: perWindow === undefined ? 'unknown' : formatCount(Math.round(perWindow * 1e9)),
      meaning: 'Switches for each second that passed.',
    },
  ];
}

export function lostShareOf({ samplesKept, samplesLost }: TaskTarget['progress']): number {
  const expected = samplesKept + samplesLost;
  return expected === 0 ? 0 : samplesLost / expected;
}

export function profileFacts(typeId: ProfileTypeId, content: ProfileContent, target: TaskTarget): Fact[] {
  return [
    ...totalFacts(typeId, content.total, target),
    {
      id: 'unnamed',
      title: 'Unnamed',
      value: formatShare(content.unnamedShare),
      meaning: 'Share spent in functions without a proven name, shown as module+0xoffset.',
    },
    {
      id: 'truncated',
      title: 'Truncated',
      value: formatShare(content.truncatedShare),
      meaning: 'Share of stacks that do not reach the start of their thread.',
    },
  ];
}
