import type { GuardReading } from '@meshprof/contracts';
import { readProcessStat } from '../../discovery/process-facts.ts';
import type { Outcome } from '../drivers/outcome.ts';
import { hasRestarted } from '../envoy/has-restarted.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { Breach } from './guards.ts';

/** A proxy that is busy, or whose machine is, may miss a look. */
const SILENT_LOOKS = 2;
const SILENT_MS = 8_000;

/** The proxy is the same process, answers, and took every configuration that it was given. */
export class ProxyGuard {
  readonly #pid: number;
  readonly #startTimeTicks: string | undefined;
  #first: ProxyCounters | undefined;
  #last: ProxyCounters | undefined;
  #silentLooks = 0;
  #lastAnswerMs = performance.now();

  constructor(pid: number) {
    this.#pid = pid;
    this.#startTimeTicks = readProcessStat(pid)?.startTimeTicks;
  }

  /** None of these may be: the first is a breach. */
  readings(): GuardReading[] {
    const [first, last] = [this.#first, this.#last];
    return [
      { guard: 'restarts', value: 0, limit: 0 },
      { guard: 'rejected', ...(first && last && { value: rejections(last) - rejections(first) }), limit: 0 },
    ];
  }

  /** By /proc alone: a process that is gone is known at once. */
  judgeProcess(): Breach | undefined {
    const stat = readProcessStat(this.#pid);
    if (stat !== undefined && stat.state !== 'Z' && stat.startTimeTicks === this.#startTimeTicks) return undefined;
    return { reason: 'proxy-restarted', detail: `The proxy's process ${this.#pid} has ended.` };
  }

  judgeCounters(read: Outcome<ProxyCounters>, atMs: number): Breach | undefined {
    if (!read.ok) return this.#judgeSilence(read.detail, atMs);
    this.#silentLooks = 0;
    this.#lastAnswerMs = atMs;
    const now = read.value;
    const first = (this.#first ??= now);
    const last = this.#last ?? now;
    this.#last = now;
    if (hasRestarted(last, now)) {
      return { reason: 'proxy-restarted', detail: `The proxy tells another start than before: ${startOf(now)}.` };
    }
    const rejected = rejections(now) - rejections(first);
    if (rejected === 0) return undefined;
    return {
      reason: 'configuration-rejected',
      detail: `The proxy has rejected ${rejected} update(s) since the run began.`,
    };
  }

  #judgeSilence(detail: string, atMs: number): Breach | undefined {
    this.#silentLooks += 1;
    const silentMs = atMs - this.#lastAnswerMs;
    if (this.#silentLooks < SILENT_LOOKS || silentMs < SILENT_MS) return undefined;
    const silent = `The proxy runs, but has not answered at its admin listener for ${Math.round(silentMs / 1_000)} s`;
    return { reason: 'proxy-silent', detail: `${silent}: ${detail}` };
  }
}

const startOf = ({ server }: ProxyCounters): string =>
  `${new Date(server.startUnixMs).toISOString()}, epoch ${server.hotRestartEpoch}`;

const rejections = ({ listeners, runtime }: ProxyCounters): number =>
  listeners.updatesRejected + runtime.updatesRejected + runtime.loadErrors;
