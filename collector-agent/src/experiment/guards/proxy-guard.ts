import { readProcessStat } from '../../discovery/process-facts.ts';
import type { Outcome } from '../drivers/outcome.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { Breach } from './guards.ts';

/** A proxy that is busy, or whose machine is, may miss one look. */
const SILENT_LOOKS = 3;
/** The start that a proxy tells is its time less its uptime in whole seconds. */
const START_MAY_DIFFER_MS = 2_500;

/** The proxy is the same process, answers, and took every configuration that it was given. */
export class ProxyGuard {
  readonly #pid: number;
  readonly #startTimeTicks: string | undefined;
  #first: ProxyCounters | undefined;
  #silentLooks = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#startTimeTicks = readProcessStat(pid)?.startTimeTicks;
  }

  /** By /proc alone: a process that is gone is known at once. */
  judgeProcess(): Breach | undefined {
    const stat = readProcessStat(this.#pid);
    if (stat !== undefined && stat.state !== 'Z' && stat.startTimeTicks === this.#startTimeTicks) return undefined;
    return { reason: 'proxy-restarted', detail: `The proxy's process ${this.#pid} has ended.` };
  }

  judgeCounters(read: Outcome<ProxyCounters>): Breach | undefined {
    if (!read.ok) return this.#judgeSilence(read.detail);
    this.#silentLooks = 0;
    const now = read.value;
    const first = (this.#first ??= now);
    if (isAnother(first, now)) {
      return { reason: 'proxy-restarted', detail: `The proxy tells another start than before: ${startOf(now)}.` };
    }
    const rejected = rejections(now) - rejections(first);
    if (rejected === 0) return undefined;
    return {
      reason: 'configuration-rejected',
      detail: `The proxy has rejected ${rejected} update(s) since the run began.`,
    };
  }

  #judgeSilence(detail: string): Breach | undefined {
    this.#silentLooks += 1;
    if (this.#silentLooks < SILENT_LOOKS) return undefined;
    const silent = `The proxy runs, but has not answered its admin listener ${this.#silentLooks} times in a row`;
    return { reason: 'proxy-silent', detail: `${silent}: ${detail}` };
  }
}

function isAnother(first: ProxyCounters, now: ProxyCounters): boolean {
  if (first.server.hotRestartEpoch !== now.server.hotRestartEpoch) return true;
  return Math.abs(now.server.startUnixMs - first.server.startUnixMs) > START_MAY_DIFFER_MS;
}

const startOf = ({ server }: ProxyCounters): string =>
  `${new Date(server.startUnixMs).toISOString()}, epoch ${server.hotRestartEpoch}`;

const rejections = ({ listeners, runtime }: ProxyCounters): number =>
  listeners.updatesRejected + runtime.updatesRejected + runtime.loadErrors;
