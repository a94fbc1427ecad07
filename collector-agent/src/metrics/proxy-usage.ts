import { PROXY_ROLES, type Target } from '@meshprof/contracts';
import { type ProcReading, readProcess, type ThreadSchedule } from '../triggers/proc-readings.ts';

/** What an alert needs to find a proxy again: the names that the controller understands, present only where known. */
export const PROXY_LABELS = [
  'service_name',
  'role',
  'node',
  'cluster',
  'namespace',
  'workload',
  'pod',
  'container',
] as const;
export type ProxyLabels = Partial<Record<(typeof PROXY_LABELS)[number], string>>;

export interface ProxyUsage {
  readonly labels: ProxyLabels;
  readonly cpuSeconds: number;
  /** Time in which threads could run but had no CPU, all threads added up; absent if it has too many threads. */
  readonly runQueueWaitSeconds?: number;
}

export interface ProxyUsageOptions {
  readonly node: string;
  readonly cluster?: string;
  /** Processes as the inventory last saw them. */
  readonly targets: () => readonly Target[];
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  readonly read?: (pid: number, maxThreads: number) => ProcReading | undefined;
}

/** Two series each: a node has one proxy a pod, and rarely more than 250 pods. */
export const MAX_PROXIES = 300;
/** Each thread costs a file. */
const MAX_THREADS = 512;
const MAX_THREADS_A_LOOK = 4_096;
/** Whoever asks more often gets the same answer: anybody who reaches the port may ask. */
const LOOK_EVERY_MS = 1_000;

interface Total {
  readonly labels: ProxyLabels;
  readonly cpuMs: number;
  readonly waitNs: number;
  /** False if a process had too many threads this time: its wait stands still until it is known again. */
  readonly knowsWait: boolean;
}

/**
 * CPU time and run-queue wait of this node's proxies, as counters. They only grow: what a process had used before it was
 * first seen does not count, and what threads and processes had used when they ended stays (a hot restart, say), since
 * Prometheus takes a counter that falls for one that began anew and would see a spike.
 */
export class ProxyUsageMeter {
  readonly #options: ProxyUsageOptions;
  #totals = new Map<string, Total>();
  #last = new Map<string, ProcReading>();
  #lookedAtMs = -Infinity;

  constructor(options: ProxyUsageOptions) {
    this.#options = options;
  }

  usage(): ProxyUsage[] {
    const nowMs = (this.#options.now ?? (() => performance.now()))();
    if (nowMs - this.#lookedAtMs >= LOOK_EVERY_MS) {
      this.#lookedAtMs = nowMs;
      this.#look();
    }
    return [...this.#totals.values()].map(({ labels, cpuMs, waitNs, knowsWait }) => ({
      labels,
      cpuSeconds: cpuMs / 1_000,
      ...(knowsWait && { runQueueWaitSeconds: waitNs / 1e9 }),
    }));
  }

  #look(): void {
    const { targets, read = readProcess } = this.#options;
    const proxies = targets().filter(({ role }) => PROXY_ROLES.includes(role));
    const totals = new Map<string, Total>();
    const readings = new Map<string, ProcReading>();
    let threadsLeft = MAX_THREADS_A_LOOK;
    for (const target of proxies.slice(0, MAX_PROXIES)) {
      const now = read(target.pid, Math.min(MAX_THREADS, threadsLeft));
      if (now === undefined || now.startTimeTicks !== target.startTimeTicks) continue;
      threadsLeft -= now.schedule?.size ?? 0;
      const processKey = `${target.pid}:${target.startTimeTicks}`;
      const labels = this.#labelsOf(target);
      const key = JSON.stringify(labels);
      const earlier = this.#totals.get(key) ?? { cpuMs: 0, waitNs: 0 };
      const total = totals.get(key) ?? { ...earlier, labels, knowsWait: true };
      totals.set(key, withProcess(total, this.#last.get(processKey), now));
      readings.set(processKey, now);
    }
    this.#totals = totals;
    this.#last = readings;
  }

  #labelsOf({ service, role, namespace, workload, pod, container }: Target): ProxyLabels {
    const { node, cluster } = this.#options;
    return {
      service_name: service,
      role,
      node,
      ...(cluster !== undefined && { cluster }),
      ...(namespace !== undefined && { namespace }),
      ...(workload !== undefined && { workload }),
      ...(pod !== undefined && { pod }),
      ...(container !== null && { container }),
    };
  }
}

function withProcess(total: Total, before: ProcReading | undefined, now: ProcReading): Total {
  return {
    labels: total.labels,
    cpuMs: total.cpuMs + (before === undefined ? 0 : Math.max(0, now.cpuMs - before.cpuMs)),
    waitNs: total.waitNs + waitBetween(before?.schedule, now.schedule),
    knowsWait: total.knowsWait && now.schedule !== undefined,
  };
}

type Schedule = ReadonlyMap<number, ThreadSchedule>;

function waitBetween(before: Schedule | undefined, now: Schedule | undefined): number {
  if (before === undefined || now === undefined) return 0;
  let waitNs = 0;
  // A thread that is new has all of its time inside.
  for (const [tid, thread] of now) waitNs += Math.max(0, thread.waitNs - (before.get(tid)?.waitNs ?? 0));
  return waitNs;
}
