import type { SessionTotals } from '@meshprof/native';
import { NO_LOSSES, type ProfileLosses } from '../profile/process-profile.ts';

type Counters = Readonly<Record<string, bigint>>;
type LossTotals = Pick<SessionTotals, 'onCpuLost' | 'offCpuLost' | 'pageFaultsLost'>;

/** Turns a session's growing loss counters into those of one window. The kernel counts them by session, not process. */
export function createLossWindow(): { next(totals: LossTotals): ProfileLosses } {
  let before = NO_LOSSES;
  return {
    next({ onCpuLost, offCpuLost, pageFaultsLost }) {
      const window = {
        onCpu: growth(before.onCpu, onCpuLost),
        offCpu: growth(before.offCpu, offCpuLost),
        pageFaults: growth(before.pageFaults, pageFaultsLost),
      };
      before = { onCpu: onCpuLost, offCpu: offCpuLost, pageFaults: pageFaultsLost };
      return window;
    },
  };
}

function growth(before: Counters, now: Counters): Counters {
  const grown = Object.entries(now).map(([cause, count]) => [cause, count - (before[cause] ?? 0n)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0n));
}
