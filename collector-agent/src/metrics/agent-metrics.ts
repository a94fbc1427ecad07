import { Counter, Gauge, Registry } from 'prom-client';
import type { DeliveryStats } from '../spool/delivery-types.ts';
import { PROXY_LABELS, type ProxyUsage } from './proxy-usage.ts';

/** What is read at the moment of a scrape. */
export interface MetricSources {
  readonly activeSessions: () => number;
  /** Of policies. */
  readonly standingSessions: () => number;
  readonly flightRecorder: () => {
    readonly sizeBytes: number;
    readonly length: number;
    readonly losses: { madeRoom: number; notWritten: number };
  };
  readonly isConnected: () => boolean;
  /** Absent outside Kubernetes. */
  readonly knowsPods?: () => boolean;
  readonly delivery: () => DeliveryStats;
  readonly proxies: () => readonly ProxyUsage[];
}

/** Samples of one session since it was last counted. */
export interface SampleGrowth {
  readonly onCpuKept: number;
  readonly switches: number;
  readonly pageFaults: number;
  /** By id of the contracts' table. */
  readonly lost: Readonly<Record<string, number>>;
}

export interface AgentMetrics {
  readonly registry: Registry;
  countSession(state: string, reasonCode: string | undefined): void;
  countSamples(growth: SampleGrowth): void;
}

/** Few series by design: no pid or task in a label, and a service only for proxies, two series each. */
export function createAgentMetrics(sources: MetricSources): AgentMetrics {
  const registry = new Registry();
  const registers = [registry];
  const sessions = new Counter({
    name: 'meshprof_agent_sessions_total',
    help: 'Sessions that ended, by state and reason.',
    labelNames: ['state', 'reason_code'],
    registers,
  });
  const kept = new Counter({
    name: 'meshprof_agent_samples_kept_total',
    help: 'Clock samples (on-cpu), context switches (off-cpu) and page faults recorded.',
    labelNames: ['event'],
    registers,
  });
  const lost = new Counter({
    name: 'meshprof_agent_samples_lost_total',
    help: 'What recordings lack, by cause: clock samples, stacks of waits and faults, wakers, stalls, names.',
    labelNames: ['event', 'cause'],
    registers,
  });
  addGauges(registry, sources);
  addDeliveryMetrics(registry, sources.delivery);
  addProxyMetrics(registry, sources.proxies);
  return {
    registry,
    countSession: (state, reasonCode) => sessions.inc({ state, reason_code: reasonCode ?? '' }),
    countSamples(growth) {
      kept.inc({ event: 'on-cpu' }, growth.onCpuKept);
      kept.inc({ event: 'off-cpu' }, growth.switches);
      kept.inc({ event: 'page-fault' }, growth.pageFaults);
      for (const [id, count] of Object.entries(growth.lost)) {
        const [event = '', cause = ''] = id.split('.');
        lost.inc({ event, cause }, count);
      }
    },
  };
}

function addGauges(registry: Registry, sources: MetricSources): void {
  addGauge(registry, 'meshprof_agent_sessions_active', 'Sessions running now.', sources.activeSessions);
  addGauge(registry, 'meshprof_agent_standing_sessions_active', 'Sessions of policies.', sources.standingSessions);
  addGauge(registry, 'meshprof_agent_flight_recorder_bytes', 'What the flight recorder holds.', () => {
    return sources.flightRecorder().sizeBytes;
  });
  new Counter({
    name: 'meshprof_agent_flight_recorder_windows_lost_total',
    help: 'Windows that made room before their time, or that the disk did not take.',
    labelNames: ['cause'],
    registers: [registry],
    collect() {
      const { madeRoom, notWritten } = sources.flightRecorder().losses;
      this.reset();
      this.inc({ cause: 'made-room' }, madeRoom);
      this.inc({ cause: 'not-written' }, notWritten);
    },
  });
  addGauge(registry, 'meshprof_agent_controller_connected', '1 if the controller answered the last call.', () =>
    sources.isConnected() ? 1 : 0
  );
  const { knowsPods } = sources;
  if (knowsPods !== undefined) {
    const help = '1 if the Kubernetes API tells the pods of this node.';
    addGauge(registry, 'meshprof_agent_kubernetes_connected', help, () => (knowsPods() ? 1 : 0));
  }
  addGauge(registry, 'process_resident_memory_bytes', 'Resident memory of the agent.', () => process.memoryUsage.rss());
  addGauge(registry, 'meshprof_agent_cpu_seconds', 'CPU time of the agent since its start.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}

function addGauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** The delivery counts for itself; a scrape copies its numbers, which only grow. */
function addDeliveryMetrics(registry: Registry, read: () => DeliveryStats): void {
  addGauge(registry, 'meshprof_agent_spool_bytes', 'Profiles waiting to be sent.', () => read().pendingBytes);
  addGauge(
    registry,
    'meshprof_agent_spool_records',
    'Export requests waiting to be sent.',
    () => read().pendingRecords
  );
  addGauge(registry, 'meshprof_agent_spool_oldest_age_seconds', 'Age of the oldest of them.', () => {
    return read().oldestPendingAgeMs / 1000;
  });
  new Counter({
    name: 'meshprof_agent_exports_total',
    help: 'Export requests by result: sent, retried, or the cause for which they were given up.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      const { sent, retries, dropped } = read();
      this.reset();
      for (const [result, count] of Object.entries({ sent, retried: retries, ...dropped })) this.inc({ result }, count);
    },
  });
}

/** What alerts on a proxy's CPU and on its want of it need (provisioning/prometheus/meshprof-rules.yml). */
function addProxyMetrics(registry: Registry, read: () => readonly ProxyUsage[]): void {
  new Counter({
    name: 'meshprof_agent_proxy_cpu_seconds_total',
    help: 'CPU time of each proxy on this node since the agent first saw it.',
    labelNames: PROXY_LABELS,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, cpuSeconds } of read()) this.inc(labels, cpuSeconds);
    },
  });
  new Counter({
    name: 'meshprof_agent_proxy_run_queue_wait_seconds_total',
    help: 'Time in which threads of each proxy could run but had no CPU, since the agent first saw it.',
    labelNames: PROXY_LABELS,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, runQueueWaitSeconds } of read()) {
        if (runQueueWaitSeconds !== undefined) this.inc(labels, runQueueWaitSeconds);
      }
    },
  });
}
