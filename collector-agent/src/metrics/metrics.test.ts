import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeliveryCounters } from '../spool/delivery-counters.ts';
import type { DeliveryStats } from '../spool/delivery-types.ts';
import { createAgentMetrics } from './agent-metrics.ts';
import { openMetricsServer } from './metrics-server.ts';
import { createSampleGrowth } from './sample-growth.ts';

const STATS: DeliveryStats = {
  enqueued: 5,
  sent: 3,
  sentBytes: 1_000,
  rejectedProfiles: 0n,
  retries: 2,
  diskErrors: 0,
  dropped: { ...new DeliveryCounters().dropped, expired: 1 },
  pendingRecords: 1,
  pendingBytes: 4_096,
  oldestPendingAgeMs: 1_500,
};

test('serves what happened in Prometheus’ format, and the same numbers twice', async () => {
  const metrics = createAgentMetrics({
    standingSessions: () => 2,
    flightRecorder: () => ({ sizeBytes: 1_000, length: 3, losses: { madeRoom: 1, notWritten: 0 } }),
    activeSessions: () => 2,
    isConnected: () => true,
    delivery: () => STATS,
    proxies: () => [
      { labels: { service_name: 'cart', role: 'envoy', node: 'n' }, cpuSeconds: 1.5, runQueueWaitSeconds: 0.25 },
      { labels: { service_name: 'many threads', role: 'envoy', node: 'n' }, cpuSeconds: 2 },
    ],
  });
  const growth = createSampleGrowth();
  const totals = {
    onCpuKept: 90n,
    waitClasses: [],
    pageFaults: [{ tgid: 7, tid: 7, name: 'x', minor: 4n, major: 3n }],
    onCpuLost: { 'ring-full': 9n },
    offCpuLost: {},
    pageFaultsLost: {},
    wakersLost: { 'map-full': 2n },
    stallsLost: {},
    namesLost: {},
  };
  metrics.countSamples(growth(totals));
  metrics.countSamples(growth({ ...totals, onCpuKept: 100n }));
  metrics.countSession('failed', 'agent-busy');
  const opened = await openMetricsServer({ host: '127.0.0.1', port: 0, registry: metrics.registry });
  assert.ok(opened.ok);
  const base = `http://127.0.0.1:${opened.server.port}`;
  try {
    await (await fetch(`${base}/metrics`)).text();
    const response = await fetch(`${base}/metrics`);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const lines = (await response.text()).split('\n');
    for (const line of [
      'meshprof_agent_samples_kept_total{event="on-cpu"} 100',
      'meshprof_agent_samples_lost_total{event="on-cpu",cause="ring-full"} 9',
      'meshprof_agent_samples_lost_total{event="wakers",cause="map-full"} 2',
      'meshprof_agent_sessions_total{state="failed",reason_code="agent-busy"} 1',
      'meshprof_agent_sessions_active 2',
      'meshprof_agent_controller_connected 1',
      'meshprof_agent_spool_bytes 4096',
      'meshprof_agent_exports_total{result="sent"} 3',
      'meshprof_agent_exports_total{result="expired"} 1',
      'meshprof_agent_proxy_cpu_seconds_total{service_name="cart",role="envoy",node="n"} 1.5',
      'meshprof_agent_proxy_run_queue_wait_seconds_total{service_name="cart",role="envoy",node="n"} 0.25',
    ]) {
      assert.ok(lines.includes(line), line);
    }
    assert.equal(lines.filter((line) => line.startsWith('meshprof_agent_proxy_run_queue')).length, 1);
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    assert.equal((await fetch(`${base}/other`)).status, 404);
    assert.equal((await fetch(`${base}/metrics`, { method: 'POST' })).status, 405);
    const busy = await openMetricsServer({ host: '127.0.0.1', port: opened.server.port, registry: metrics.registry });
    assert.deepEqual(busy, { ok: false, code: 'EADDRINUSE' });
  } finally {
    await opened.server.close();
  }
});
