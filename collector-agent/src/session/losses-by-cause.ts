import type { LossPart } from '@meshprof/contracts';
import type { SessionTotals } from '@meshprof/native';
import type { Losses } from '../profile/process-profile.ts';

/** The counters of a session's losses. */
export type LossTotals = Pick<
  SessionTotals,
  'onCpuLost' | 'offCpuLost' | 'pageFaultsLost' | 'wakersLost' | 'stallsLost' | 'namesLost'
>;

/** All counters of a session in one map, by the ids of the contracts' table. */
export function lossesByCause(totals: LossTotals): Losses {
  const parts: readonly (readonly [LossPart, Readonly<Record<string, bigint>>])[] = [
    ['on-cpu', totals.onCpuLost],
    ['off-cpu', totals.offCpuLost],
    ['page-fault', totals.pageFaultsLost],
    ['wakers', totals.wakersLost],
    ['stalls', totals.stallsLost],
    ['names', totals.namesLost],
  ];
  return Object.fromEntries(
    parts.flatMap(([part, causes]) => Object.entries(causes).map(([cause, count]) => [`${part}.${cause}`, count]))
  );
}

/** What grew, and by how much. */
export function lossGrowth(before: Losses, now: Losses): Losses {
  const grown = Object.entries(now).map(([id, count]) => [id, count - (before[id] ?? 0n)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0n));
}

export function addLosses(a: Losses, b: Losses): Losses {
  const sum: Record<string, bigint> = { ...a };
  for (const [id, count] of Object.entries(b)) sum[id] = (sum[id] ?? 0n) + count;
  return sum;
}

/** Of stacks that end early: those are counted in profiles, all others by the session. */
export function truncatedIn(losses: Losses): Losses {
  return Object.fromEntries(Object.entries(losses).filter(([id]) => id.startsWith('stack.')));
}

export function lossNumbers(losses: Losses): Record<string, number> {
  return Object.fromEntries(Object.entries(losses).map(([id, count]) => [id, Number(count)]));
}
