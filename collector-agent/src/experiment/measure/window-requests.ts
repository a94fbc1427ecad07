import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { LoadSample } from '../load/load-generator.ts';

export interface WindowRequests {
  readonly requests: number;
  readonly failed: number;
}

/**
 * Requests of a window: those that the proxy counted, since it is the proxy's CPU time that they are divided into. A
 * proxy that shows no such counter (Istio's sidecars, unless told to) leaves the generator's log. Undefined where
 * neither knows, which makes a window worth nothing.
 */
export function windowRequests(
  before: ProxyCounters,
  after: ProxyCounters,
  sample?: Pick<LoadSample, 'requests' | 'failed'>
): WindowRequests | undefined {
  if (before.http === undefined || after.http === undefined) {
    return sample && { requests: sample.requests, failed: sample.failed };
  }
  const requests = after.http.completed - before.http.completed;
  const byProxy = after.http.failed - before.http.failed;
  // A request that the proxy never saw, or answered into a broken connection, failed for the generator alone.
  return { requests: Math.max(0, requests), failed: Math.max(0, byProxy, sample?.failed ?? 0) };
}
