import type { SessionTotals } from '@meshprof/native';
import type { SampleGrowth } from './agent-metrics.ts';

type CountedTotals = Pick<
  SessionTotals,
  'onCpuKept' | 'waitClasses' | 'pageFaults' | 'onCpuLost' | 'offCpuLost' | 'pageFaultsLost'
>;

const NOTHING: SampleGrowth = {
  onCpuKept: 0,
  switches: 0,
  pageFaults: 0,
  onCpuLost: {},
  offCpuLost: {},
  pageFaultsLost: {},
};

/** Turns one session's growing totals into what a counter is to be raised by. */
export function createSampleGrowth(): (totals: CountedTotals) => SampleGrowth {
  let before = NOTHING;
  return (totals) => {
    const now: SampleGrowth = {
      onCpuKept: Number(totals.onCpuKept),
      switches: Number(totals.waitClasses.reduce((sum, { switches }) => sum + switches, 0n)),
      pageFaults: Number(totals.pageFaults.reduce((sum, { minor, major }) => sum + minor + major, 0n)),
      onCpuLost: numbers(totals.onCpuLost),
      offCpuLost: numbers(totals.offCpuLost),
      pageFaultsLost: numbers(totals.pageFaultsLost),
    };
    const growth = {
      onCpuKept: Math.max(0, now.onCpuKept - before.onCpuKept),
      switches: Math.max(0, now.switches - before.switches),
      pageFaults: Math.max(0, now.pageFaults - before.pageFaults),
      onCpuLost: grown(before.onCpuLost, now.onCpuLost),
      offCpuLost: grown(before.offCpuLost, now.offCpuLost),
      pageFaultsLost: grown(before.pageFaultsLost, now.pageFaultsLost),
    };
    before = now;
    return growth;
  };
}

function numbers(counters: Readonly<Record<string, bigint>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counters).map(([cause, count]) => [cause, Number(count)]));
}

function grown(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(now).map(([cause, count]) => [cause, Math.max(0, count - (before[cause] ?? 0))])
  );
}
