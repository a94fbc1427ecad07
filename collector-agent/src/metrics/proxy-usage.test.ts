import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '@meshprof/contracts';
import type { ProcReading } from '../triggers/proc-readings.ts';
import { MAX_PROXIES, ProxyUsageMeter } from './proxy-usage.ts';

const envoy: Target = {
  pid: 7,
  startTimeTicks: '70',
  service: 'cart',
  role: 'envoy-sidecar',
  container: 'istio-proxy',
  namespace: 'shop',
  workload: 'cart',
  pod: 'cart-1',
  process: 'envoy',
  threads: 2,
  verdict: 'profilable',
  reasonCode: '',
  reason: '',
};

/** What /proc would say: CPU in milliseconds, and of each thread its wait in seconds. */
const reading = (startTimeTicks: string, cpuMs: number, waits: Record<number, number>): ProcReading => ({
  startTimeTicks,
  cpuMs,
  threads: Object.keys(waits).length,
  memoryMiB: 1,
  schedule: new Map(Object.entries(waits).map(([tid, s]) => [Number(tid), { runNs: 0, waitNs: s * 1e9 }])),
});

/** A meter whose clock moves on by a scrape interval each time it is asked. */
function meterOf(targets: readonly Target[], processes: Map<number, ProcReading>) {
  let nowMs = 0;
  const current = { targets };
  const meter = new ProxyUsageMeter({
    node: 'worker-1',
    targets: () => current.targets,
    now: () => nowMs,
    read: (pid) => processes.get(pid),
  });
  const scrape = () => {
    nowMs += 15_000;
    return meter.usage();
  };
  return { current, scrape, meter };
}

test('counts what a proxy used since it was first seen, under the labels that alerts are resolved by', () => {
  const processes = new Map([[7, reading('70', 90_000, { 7: 100, 8: 5 })]]);
  const service = { ...envoy, pid: 9, role: 'service' as const };
  const { scrape } = meterOf([envoy, service], processes);
  assert.deepEqual(scrape(), [
    {
      labels: {
        service_name: 'cart',
        role: 'envoy-sidecar',
        node: 'worker-1',
        namespace: 'shop',
        workload: 'cart',
        pod: 'cart-1',
        container: 'istio-proxy',
      },
      cpuSeconds: 0,
      runQueueWaitSeconds: 0,
    },
  ]);
  // Thread 8 ended and 9 is new: the wait of a process must not fall.
  processes.set(7, reading('70', 90_500, { 7: 101, 9: 0.25 }));
  const [usage] = scrape();
  assert.equal(usage?.cpuSeconds, 0.5);
  assert.equal(usage.runQueueWaitSeconds, 1.25);
});

test('a hot restart goes on counting, and a proxy that is gone has no series', () => {
  const processes = new Map([
    [7, reading('70', 1_000, { 7: 1 })],
    [17, reading('170', 0, { 17: 0 })],
  ]);
  const { current, scrape } = meterOf([envoy], processes);
  scrape();
  processes.set(7, reading('70', 3_000, { 7: 1 }));
  assert.equal(scrape()[0]?.cpuSeconds, 2);
  const next = { ...envoy, pid: 17, startTimeTicks: '170' };
  current.targets = [envoy, next];
  assert.deepEqual(
    scrape().map(({ cpuSeconds }) => cpuSeconds),
    [2]
  );
  current.targets = [next];
  processes.set(17, reading('170', 500, { 17: 0 }));
  assert.equal(scrape()[0]?.cpuSeconds, 2.5);
  // Another process got the number.
  processes.set(17, reading('999', 80_000, { 17: 0 }));
  assert.deepEqual(scrape(), []);
});

test('answers the same within a second, and reads no more proxies and threads than it may', () => {
  let reads = 0;
  const targets = Array.from({ length: MAX_PROXIES + 50 }, (_, pid) => ({ ...envoy, pid, pod: `cart-${pid}` }));
  const allowed: number[] = [];
  const meter = new ProxyUsageMeter({
    node: 'worker-1',
    targets: () => targets,
    now: () => 5_000,
    read: (_pid, maxThreads) => {
      reads += 1;
      allowed.push(maxThreads);
      const { schedule, ...rest } = reading('70', 0, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, 0])));
      return maxThreads >= 40 ? { ...rest, schedule: schedule! } : rest;
    },
  });
  const first = meter.usage();
  assert.equal(first.length, MAX_PROXIES);
  meter.usage();
  assert.equal(reads, MAX_PROXIES);
  assert.equal(Math.max(...allowed), 512);
  const measured = first.filter(({ runQueueWaitSeconds }) => runQueueWaitSeconds !== undefined);
  assert.equal(measured.length, Math.floor(4_096 / 40));
});
