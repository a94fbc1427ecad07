import { setTimeout as sleep } from 'node:timers/promises';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import { watchSteal } from './steal-share.ts';
import { ThreadAccount } from './thread-account.ts';
import { readThrottledNs } from './throttled-time.ts';

/** A driver is one. */
export interface MeasuredTarget {
  readonly pid: number;
  readCounters(): Promise<Outcome<ProxyCounters>>;
}

/** What the kernel and the proxy say of a stretch of time; both are read at its start and at its end. */
export interface MeasuredWindow {
  readonly startUnixMs: number;
  readonly durationMs: number;
  /** Of all threads of the proxy, those that ended meanwhile too. */
  readonly cpuNs: number;
  /** Without those of a thread's last second, where one ended. */
  readonly switches: number;
  /** Share of this machine's CPU time that the hypervisor took, 0 to 1. */
  readonly stealShare: number;
  /** By the CPU quotas of the proxy's cgroups; absent where they cannot be read. */
  readonly throttledNs?: number;
  readonly before: ProxyCounters;
  readonly after: ProxyCounters;
}

/** Threads that end are followed up to this long before their end. */
const LOOK_EVERY_MS = 1_000;

/**
 * Measures a stretch of time. The proxy's counters are read just before the kernel's at both ends, so that what their
 * reading takes shifts both ends alike. Fails where the proxy ends or falls silent meanwhile, or `signal` aborts.
 */
export async function measureWindow(
  target: MeasuredTarget,
  durationMs: number,
  signal: AbortSignal
): Promise<Outcome<MeasuredWindow>> {
  const { pid } = target;
  const before = await target.readCounters();
  if (!before.ok) return before;
  const threads = ThreadAccount.open(pid);
  const stealShare = watchSteal();
  const atStart = { unixMs: Date.now(), ms: performance.now(), throttledNs: readThrottledNs(pid) };
  if (threads === undefined) return ended(pid);
  while (performance.now() - atStart.ms < durationMs) {
    if (!(await pause(Math.min(LOOK_EVERY_MS, durationMs - (performance.now() - atStart.ms)), signal))) {
      return fail('asked-for', 'It was ended while measuring.');
    }
    threads.look();
  }
  const after = await target.readCounters();
  if (!after.ok) return after;
  const totals = threads.totals();
  if (totals === undefined) return ended(pid);
  const throttledNs = readThrottledNs(pid);
  return succeed({
    startUnixMs: atStart.unixMs,
    durationMs: performance.now() - atStart.ms,
    ...totals,
    stealShare: stealShare(),
    ...(throttledNs !== undefined &&
      atStart.throttledNs !== undefined && { throttledNs: throttledNs - atStart.throttledNs }),
    before: before.value,
    after: after.value,
  });
}

const ended = (pid: number) => fail('proxy-restarted', `The proxy (process ${pid}) ended while it was measured.`);

/** False if it was cut short. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(Math.max(0, ms), true, { signal }).catch(() => false);
}
