import type { ProxyCounters } from './proxy-counters.ts';

/** Envoy tells its age in whole seconds. */
const START_TOLERANCE_MS = 2_500;

/** Whether the proxy was started anew between two readings, so that their difference says nothing. */
export function hasRestarted(before: ProxyCounters, after: ProxyCounters): boolean {
  return (
    before.server.hotRestartEpoch !== after.server.hotRestartEpoch ||
    after.server.startUnixMs - before.server.startUnixMs > START_TOLERANCE_MS ||
    (after.http?.requests ?? 0) < (before.http?.requests ?? 0)
  );
}
