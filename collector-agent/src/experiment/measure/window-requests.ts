import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { LoadSample } from '../load/load-generator.ts';

export interface WindowRequests {
  readonly requests: number;
  readonly failed: number;
}

/**
 * Requests of a window: those that the proxy counted, since it is the proxy's CPU time that they are divided into. A
 * proxy that shows no such counter (Istio's sidecars, unless told to) leaves what the generator saw, by its rates: that
 * of wrk is of its whole run. Undefined where neither knows, which makes a window worth nothing.
 */
export function windowRequests(
  before: ProxyCounters,
  after: ProxyCounters,
  sample?: Pick<LoadSample, 'requests' | 'failed' | 'requestsPerSecond'>
): WindowRequests | undefined {
  const failedShare = sample === undefined || sample.requests === 0 ? 0 : sample.failed / sample.requests;
  if (before.http === undefined || after.http === undefined) {
    if (sample === undefined) return undefined;
    const requests = (sample.requestsPerSecond * (after.readUnixMs - before.readUnixMs)) / 1_000;
    return { requests: Math.round(requests), failed: Math.round(requests * failedShare) };
  }
  const requests = Math.max(0, after.http.completed - before.http.completed);
  const byProxy = after.http.failed - before.http.failed;
  // A request that the proxy never saw, or answered into a broken connection, failed for the generator alone.
  return { requests, failed: Math.max(0, byProxy, Math.round(requests * failedShare)) };
}
