import type { AdminResult, EnvoyAdmin } from './envoy-admin.ts';
import type { HttpCounters, LogCounters, ProxyCounters, TracingCounters } from './proxy-counters.ts';
import { recentP99Us } from './recent-latency.ts';
import { parseServerInfo, type ServerInfo } from './server-info.ts';
import { parseStats, type Stats, statsPath, sumOf } from './stats.ts';

const SUFFIXES = 'downstream_rq_(total|completed|5xx|active|time)|downstream_cx_(total|active)|tracing\\.[a-z_]+';
/** What of thousands the admin listener is to send: names end here, so that no other costs it anything. */
const WANTED = [
  `http\\..+\\.(${SUFFIXES})`,
  'tracing\\..+',
  'access_logs\\..+',
  'filesystem\\.write_(buffered|completed|failed)',
  'listener_manager\\.(lds\\.update_(success|rejected|failure)|total_(listeners|filter_chains)_(draining|warming))',
  'runtime\\.(update_success|update_rejected|load_error)',
  'server\\.concurrency',
];

/** How a collector fails, as its cluster counts it: not all reporters and loggers tell (that over gRPC does not). */
const FAILURES =
  'upstream_(cx_connect_fail|rq_5xx|rq_timeout|rq_pending_overflow|rq_pending_failure_eject|rq_rx_reset)';

/** What of the proxy only a driver knows: it has read the configuration, and reaches the files. */
export interface CountedSinks {
  readonly fileBytes: LogCounters['fileBytes'];
  /** Names of clusters that spans and log entries go to. */
  readonly clusters: readonly string[];
}

const NO_SINKS: CountedSinks = { fileBytes: {}, clusters: [] };

export async function readCounters(admin: EnvoyAdmin, sinks = NO_SINKS): Promise<AdminResult<ProxyCounters>> {
  const path = statsPath(`^(${[...WANTED, ...sinks.clusters.map(failuresOf)].join('|')})$`);
  const [info, answer] = await Promise.all([admin.getJson('/server_info'), admin.getJson(path)]);
  if (!info.ok) return info;
  if (!answer.ok) return answer;
  const server = parseServerInfo(info.value);
  const stats = parseStats(answer.value);
  if (server === undefined || stats === undefined) return { ok: false, detail: 'does not answer as an Envoy does' };
  const counters = countersOf(server, stats, sinks);
  const p99Us = recentP99Us(answer.value, ofManagers('downstream_rq_time'));
  if (counters.http === undefined || p99Us === undefined) return { ok: true, value: counters };
  return { ok: true, value: { ...counters, http: { ...counters.http, recentP99Us: p99Us } } };
}

export function countersOf(server: ServerInfo, stats: Stats, sinks: CountedSinks): ProxyCounters {
  const readUnixMs = Date.now();
  const count = (name: string): number => stats.get(name) ?? 0;
  const http = httpCounters(stats);
  return {
    readUnixMs,
    server: {
      startUnixMs: readUnixMs - server.uptimeS * 1000,
      state: server.state,
      hotRestartEpoch: server.restartEpoch,
      ...optional({ concurrency: stats.get('server.concurrency') ?? server.concurrency }),
    },
    ...(http !== undefined && { http }),
    tracing: tracingCounters(stats),
    logs: logCounters(stats, sinks.fileBytes),
    sinkFailures: Object.fromEntries(
      sinks.clusters.map((name) => [name, sumOf(stats, new RegExp(`^${failuresOf(name)}$`)) ?? 0])
    ),
    listeners: {
      updates: count('listener_manager.lds.update_success'),
      updatesRejected: count('listener_manager.lds.update_rejected'),
      updatesFailed: count('listener_manager.lds.update_failure'),
      draining: count('listener_manager.total_listeners_draining'),
      chainsDraining: count('listener_manager.total_filter_chains_draining'),
      warming: count('listener_manager.total_listeners_warming'),
    },
    runtime: {
      updates: count('runtime.update_success'),
      updatesRejected: count('runtime.update_rejected'),
      loadErrors: count('runtime.load_error'),
    },
  };
}

function failuresOf(cluster: string): string {
  return `cluster\\.${cluster.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\.${FAILURES}`;
}

/** The admin listener counts its own requests as `http.admin`. */
const ofManagers = (end: string): RegExp => new RegExp(`^http\\.(?!admin\\.).+\\.${end}$`);

function httpCounters(stats: Stats): HttpCounters | undefined {
  const requests = sumOf(stats, ofManagers('downstream_rq_total'));
  if (requests === undefined) return undefined;
  return {
    requests,
    completed: sumOf(stats, ofManagers('downstream_rq_completed')) ?? 0,
    failed: sumOf(stats, ofManagers('downstream_rq_5xx')) ?? 0,
    connections: sumOf(stats, ofManagers('downstream_cx_total')) ?? 0,
    connectionsActive: sumOf(stats, ofManagers('downstream_cx_active')) ?? 0,
    requestsActive: sumOf(stats, ofManagers('downstream_rq_active')) ?? 0,
  };
}

function tracingCounters(stats: Stats): TracingCounters {
  const decisions = (name: string) => sumOf(stats, ofManagers(`tracing\\.${name}`));
  const reporters = (names: string) => sumOf(stats, new RegExp(`^tracing\\.[a-z]+\\.(?:${names})$`));
  return optional({
    sampledAtRandom: decisions('random_sampling'),
    sampledByClient: decisions('client_enabled'),
    sampledByService: decisions('service_forced'),
    notTraceable: decisions('not_traceable'),
    spansSent: reporters('spans_sent|segments_sent'),
    reportsSent: reporters('(?:http_)?reports_sent'),
    reportsFailed: reporters('(?:http_)?reports_failed'),
    reportsDropped: reporters('(?:http_)?reports_dropped|segments_dropped'),
    reportsWithoutCluster: reporters('(?:http_)?reports_skipped_no_cluster'),
    timerFlushes: reporters('timer_flushed'),
  });
}

function logCounters(stats: Stats, fileBytes: LogCounters['fileBytes']): LogCounters {
  const services = (names: string) => sumOf(stats, new RegExp(`^access_logs\\.[a-z_]+\\.(?:${names})$`));
  return {
    ...optional({
      linesToFiles: stats.get('filesystem.write_buffered'),
      fileWrites: stats.get('filesystem.write_completed'),
      fileWritesFailed: stats.get('filesystem.write_failed'),
      linesToServices: services('logs_written'),
      serviceFlushesFailed: services('grpc_entries_flush_failed'),
      linesDropped: services('logs_dropped'),
    }),
    fileBytes,
  };
}

/** Without what is undefined. */
function optional<T extends Record<string, number | undefined>>(values: T): { [Name in keyof T]?: number } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: number;
  };
}
