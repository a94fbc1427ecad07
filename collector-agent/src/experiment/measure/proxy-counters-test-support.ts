import type { HttpCounters, ProxyCounters } from '../envoy/proxy-counters.ts';

const HTTP: HttpCounters = {
  requests: 0,
  completed: 0,
  failed: 0,
  connections: 8,
  connectionsActive: 8,
  requestsActive: 0,
};

export interface CountersSketch extends Partial<Omit<ProxyCounters, 'http' | 'server' | 'listeners'>> {
  readonly http?: Partial<HttpCounters> | 'hidden';
  readonly server?: Partial<ProxyCounters['server']>;
  readonly listeners?: Partial<ProxyCounters['listeners']>;
}

/** Counters of a proxy that is well, but for what is told. */
export function proxyCounters({ http, server, listeners, ...others }: CountersSketch = {}): ProxyCounters {
  return {
    readUnixMs: 0,
    server: { startUnixMs: 1_000_000, state: 'LIVE', hotRestartEpoch: 0, ...server },
    ...(http !== 'hidden' && { http: { ...HTTP, ...http } }),
    tracing: {},
    logs: { fileBytes: {} },
    listeners: {
      updates: 1,
      updatesRejected: 0,
      updatesFailed: 0,
      draining: 0,
      chainsDraining: 0,
      warming: 0,
      ...listeners,
    },
    runtime: { updates: 1, updatesRejected: 0, loadErrors: 0 },
    ...others,
  };
}
