import type { SessionTotals } from '@meshprof/native';
import type { SampleGrowth } from './agent-metrics.ts';

type CountedTotals = Pick<SessionTotals, 'onCpuKept' | 'waitClasses' | 'onCpuLost' | 'offCpuLost'>;

/** Turns one session's growing totals into what a counter is to be raised by. */
export function createSampleGrowth(): (totals: CountedTotals) => SampleGrowth {
  let before: SampleGrowth = { onCpuKept: 0, switches: 0, onCpuLost: {}, offCpuLost: {} };
  return (totals) => {
    const now: SampleGrowth = {
      onCpuKept: Number(totals.onCpuKept),
      switches: Number(totals.waitClasses.reduce((sum, { switches }) => sum + switches, 0n)),
      onCpuLost: numbers(totals.onCpuLost),
      offCpuLost: numbers(totals.offCpuLost),
    };
    const growth = {
      onCpuKept: Math.max(0, now.onCpuKept - before.onCpuKept),
      switches: Math.max(0, now.switches - before.switches),
      onCpuLost: grown(before.onCpuLost, now.onCpuLost),
      offCpuLost: grown(before.offCpuLost, now.offCpuLost),
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
