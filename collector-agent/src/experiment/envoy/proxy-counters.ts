/**
 * What the proxy counts, at one moment. Counters are since the start of the proxy's process; a part is absent where the
 * proxy does not show it (Istio's sidecars hide most of `http.*`, `tracing.*` and `filesystem.*`).
 */
export interface ProxyCounters {
  readonly readUnixMs: number;
  readonly server: ServerCounters;
  /** Requests of all HTTP connection managers but the admin's own. */
  readonly http?: HttpCounters;
  readonly tracing: TracingCounters;
  readonly logs: LogCounters;
  readonly sinkFailures?: SinkFailureCounters;
  readonly listeners: ListenerCounters;
  readonly runtime: RuntimeCounters;
}

export interface ServerCounters {
  /** Start of the proxy's process as it tells it, within a second: another value is another process. */
  readonly startUnixMs: number;
  readonly state: string;
  readonly hotRestartEpoch: number;
  readonly concurrency?: number;
}

export interface HttpCounters {
  readonly requests: number;
  readonly completed: number;
  /** Answers with 5xx. */
  readonly failed: number;
  readonly connections: number;
  readonly connectionsActive: number;
  readonly requestsActive: number;
  /**
   * 99th percentile of the time of requests in Envoy's last flush interval (5 s, unless set otherwise), the largest of
   * its connection managers; absent without requests. Whole milliseconds below ten: good for a guard, not for a report.
   */
  readonly recentP99Us?: number;
}

export interface TracingCounters {
  /** Decisions of connection managers: `http.*.tracing.random_sampling` and the rest. */
  readonly sampledAtRandom?: number;
  readonly sampledByClient?: number;
  readonly sampledByService?: number;
  readonly notTraceable?: number;
  /** Of the reporters of Zipkin and OpenTelemetry together. */
  readonly spansSent?: number;
  readonly reportsSent?: number;
  readonly reportsFailed?: number;
  readonly reportsDropped?: number;
  readonly reportsWithoutCluster?: number;
  /** How often reporters sent what they had because time was up. */
  readonly timerFlushes?: number;
}

export interface LogCounters {
  /** Lines given to files, standard output among them. */
  readonly linesToFiles?: number;
  readonly fileWrites?: number;
  readonly fileWritesFailed?: number;
  /** Entries to log services over gRPC, OpenTelemetry's among them. */
  readonly linesToServices?: number;
  readonly linesDropped?: number;
  /** Times that a log service could not be written to. */
  readonly serviceFlushesFailed?: number;
  /** Bytes of the log files, by path as the proxy names it; only regular files. */
  readonly fileBytes: Readonly<Record<string, number>>;
}

/** Requests and connections to collectors of spans and to log services that failed, by cluster. */
export type SinkFailureCounters = Readonly<Record<string, number>>;

export interface ListenerCounters {
  readonly updates: number;
  readonly updatesRejected: number;
  readonly updatesFailed: number;
  readonly draining: number;
  readonly chainsDraining: number;
  readonly warming: number;
}

export interface RuntimeCounters {
  readonly updates: number;
  readonly updatesRejected: number;
  readonly loadErrors: number;
}
