import type { SessionTotals } from '@meshprof/native';
import { lossesByCause, lossGrowth, type LossTotals } from '../session/losses-by-cause.ts';
import { NO_LOSSES } from '../profile/process-profile.ts';
import type { SampleGrowth } from './agent-metrics.ts';

type CountedTotals = Pick<SessionTotals, 'onCpuKept' | 'waitClasses' | 'pageFaults'> & LossTotals;

/** Turns one session's growing totals into what a counter is to be raised by. */
export function createSampleGrowth(): (totals: CountedTotals) => SampleGrowth {
  let before = { onCpuKept: 0, switches: 0, pageFaults: 0, losses: NO_LOSSES };
  return (totals) => {
    const now = {
      onCpuKept: Number(totals.onCpuKept),
      switches: Number(totals.waitClasses.reduce((sum, { switches }) => sum + switches, 0n)),
      pageFaults: Number(totals.pageFaults.reduce((sum, { minor, major }) => sum + minor + major, 0n)),
      losses: lossesByCause(totals),
    };
    const grown = Object.entries(lossGrowth(before.losses, now.losses)).map(([id, count]) => [id, Number(count)]);
    const growth = {
      onCpuKept: Math.max(0, now.onCpuKept - before.onCpuKept),
      switches: Math.max(0, now.switches - before.switches),
      pageFaults: Math.max(0, now.pageFaults - before.pageFaults),
      lost: Object.fromEntries(grown) as Record<string, number>,
    };
    before = now;
    return growth;
  };
}
