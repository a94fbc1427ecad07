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

function totalFacts(typeId: ProfileTypeId, total: number, target: TaskTarget): Fact[] {
  const elapsedNs = target.progress.elapsedMs * 1e6;
  const perNs = elapsedNs > 0 ? total / elapsedNs : undefined;
  switch (typeId) {
    case 'on-cpu':
      return cpuFacts(total, perNs, target);
    case 'off-cpu-time':
      return waitFacts(total, perNs);
    case 'loop-stalls':
      return stallFacts(total, perNs);
    case 'off-cpu-switches':
      return countFacts(total, perNs, { title: 'Switches', meaning: 'How often a thread left the CPU.' });
    case 'wakeups':
      return countFacts(total, perNs, { title: 'Ended waits', meaning: 'How often a thread was woken.' });
    case 'page-faults':
      return countFacts(total, perNs, {
        title: 'Page faults',
        meaning: 'How often a page was touched that was not mapped yet.',
      });
  }
}

function cpuFacts(total: number, cpus: number | undefined, { progress }: TaskTarget): Fact[] {
  return [
    { id: 'total', title: 'CPU time', value: formatAmount(total, 'ns'), meaning: 'Time on a CPU, all threads.' },
    {
      id: 'cpus',
      title: 'CPUs used',
      value: cpus === undefined ? 'unknown' : cpus.toFixed(2),
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

function waitFacts(total: number, threads: number | undefined): Fact[] {
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
      value: threads === undefined ? 'unknown' : threads.toFixed(1),
      meaning: 'Average number of threads off the CPU at a moment.',
    },
  ];
}

function stallFacts(total: number, loops: number | undefined): Fact[] {
  return [
    {
      id: 'total',
      title: 'Time in stalls',
      value: formatAmount(total, 'ns'),
      meaning: 'Time that event loops spent away from waiting for events, for longer than the threshold at a stretch.',
    },
    {
      id: 'loops',
      title: 'Loops stalled',
      value: loops === undefined ? 'unknown' : loops.toFixed(2),
      meaning: 'Average number of event loops in a stall at a moment.',
    },
  ];
}

function countFacts(
  total: number,
  perNs: number | undefined,
  { title, meaning }: { title: string; meaning: string }
): Fact[] {
  return [
    { id: 'total', title, value: formatCount(total), meaning },
    {
      id: 'rate',
      title: 'Per second',
      value: perNs === undefined ? 'unknown' : formatCount(Math.round(perNs * 1e9)),
      meaning: 'For each second that passed.',
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
