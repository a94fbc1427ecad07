import type { SessionTotals } from '@meshprof/native';
import type { ProcessProfile } from '../profile/process-profile.ts';

type Lost = ProcessProfile['lost'];
type Counters = Readonly<Record<string, bigint>>;

/** Turns a session's growing loss counters into those of one window. The kernel counts them by session, not process. */
export function createLossWindow(): { next(totals: Pick<SessionTotals, 'onCpuLost' | 'offCpuLost'>): Lost } {
  let before: Lost = { onCpu: {}, offCpu: {} };
  return {
    next({ onCpuLost, offCpuLost }) {
      const window = { onCpu: growth(before.onCpu, onCpuLost), offCpu: growth(before.offCpu, offCpuLost) };
      before = { onCpu: onCpuLost, offCpu: offCpuLost };
      return window;
    },
  };
}

function growth(before: Counters, now: Counters): Counters {
  const grown = Object.entries(now).map(([cause, count]) => [cause, count - (before[cause] ?? 0n)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0n));
}
