import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExperimentSpec } from '@meshprof/contracts';
import type { Driver } from '../../collector-agent/src/experiment/drivers/driver.ts';
import { openDriver } from '../../collector-agent/src/experiment/drivers/open-driver.ts';
import type { Breach } from '../../collector-agent/src/experiment/guards/guards.ts';
import { startGuards } from '../../collector-agent/src/experiment/guards/start-guards.ts';
import { createLoadGenerator } from '../../collector-agent/src/experiment/load/create-load-generator.ts';
import type { LoadGenerator, LoadRun } from '../../collector-agent/src/experiment/load/load-generator.ts';
import { judgeWindow } from '../../collector-agent/src/experiment/measure/judge-window.ts';
import { measureWindow } from '../../collector-agent/src/experiment/measure/measure-window.ts';
import { windowRequests } from '../../collector-agent/src/experiment/measure/window-requests.ts';
import { waitUntil } from '../../collector-agent/src/testing/wait-until.ts';
import { freePorts, testBinaries } from '../../standalone/src/demo/demo-test-support.ts';
import type { Demo } from '../../standalone/src/demo/demo-types.ts';
import { startDemo } from '../../standalone/src/demo/demo.ts';

const RATE = 300;
const signal = AbortSignal.timeout(300_000);
const LIMITS = {
  intervalMs: 500,
  errorsPoints: 0.5,
  p99Factor: 2,
  p99ForMs: 600_000,
  minFreeDiskPercent: 0,
  maxDurationMs: 600_000,
};

interface Circumstances {
  readonly failedShare?: number;
  readonly load?: LoadRun;
}

/** The demo's real Envoy, under load of ours; what is done to it comes last. */
describe("an experiment's load, windows and guards on a real Envoy", () => {
  const runDir = mkdtempSync(path.join(os.tmpdir(), 'meshprof-experiment-load-'));
  let demo: Demo;
  let driver: Driver;
  const generatorOf = (load: Partial<ExperimentSpec['load']>): LoadGenerator => {
    const created = createLoadGenerator({ generator: 'h2load', url: demo.url, connections: 4, ...load });
    assert.ok(created.ok, created.ok ? '' : created.detail);
    return created.value;
  };

  before(async () => {
    const load = { requestsPerSecond: 100, connections: 2 };
    const started = await startDemo({
      runDir,
      binaries: testBinaries,
      ports: await freePorts(),
      prometheus: false,
      load,
    });
    assert.ok(started.ok, started.ok ? '' : started.problem.message);
    demo = started.demo;
    const opened = await openDriver(
      {
        driver: 'envoy-runtime',
        target: { adminUrl: demo.adminUrl },
        baseline: { name: 'a', knobs: [] },
        variants: [{ name: 'b', knobs: [] }],
        load: { generator: 'external' },
      },
      { openIstio: () => assert.fail('this is no Istio') }
    );
    assert.ok(opened.ok, opened.ok ? '' : opened.detail);
    driver = opened.value;
  });
  after(async () => {
    await driver?.close();
    await demo?.stop();
    rmSync(runDir, { recursive: true, force: true, maxRetries: 10 });
  });

  /** Acts once the guards have looked for a while, and gives what they then say. */
  async function breachAfter(act: () => void, { failedShare = 0, load }: Circumstances = {}): Promise<Breach> {
    const breaches: Breach[] = [];
    const diskPaths = await driver.diskPaths();
    const limits = { ...LIMITS, ...(load !== undefined && { p99ForMs: 1_000 }) };
    const watch = startGuards({ limits, driver, diskPaths, onBreach: (breach) => breaches.push(breach) });
    try {
      watch.setBaseline({ failedShare });
      watch.setLoad(load);
      await sleep(2_000);
      assert.deepEqual(breaches, []);
      act();
      await waitUntil('a guard acts', () => breaches.length > 0);
      return breaches[0] ?? assert.fail();
    } finally {
      watch.stop();
    }
  }

  for (const protocol of ['http1', 'http2'] as const) {
    it(`over ${protocol}, the proxy counts what the generator sends`, async () => {
      demo.load.pause();
      const run = generatorOf({ protocol }).start({ requestsPerSecond: RATE, durationMs: 60_000 });
      try {
        await waitUntil('it comes', () => (run.sample(0, Date.now())?.requests ?? 0) > RATE);
        const measured = await measureWindow(driver, 3_000, signal);
        assert.ok(measured.ok, measured.ok ? '' : measured.detail);
        const window = measured.value;
        const sample = run.sample(window.startUnixMs, window.startUnixMs + window.durationMs);
        const counted = windowRequests(window.before, window.after, sample);
        assert.ok(sample !== undefined && counted !== undefined);
        assert.equal(counted.failed, 0);
        // Counters are read before the kernel's account, so the ends are some milliseconds apart.
        assert.ok(Math.abs(counted.requests - sample.requests) < RATE / 2, `${counted.requests}, ${sample.requests}`);
        assert.ok(window.cpuNs > 0 && window.switches > 0);
        const connections = { treatment: [], steady: true, generator: 'h2load' as const, requests: counted.requests };
        const verdict = judgeWindow({ window: { ...window, stealShare: 0 }, ...connections });
        assert.equal(verdict, undefined, verdict?.detail);
      } finally {
        await run.stop();
      }
    });
  }

  it('load that others make is counted, and its latency told, by the proxy', async () => {
    demo.load.resume();
    const run = generatorOf({ generator: 'external' }).start({ durationMs: 1 });
    // Envoy takes its percentiles together every five seconds.
    await waitUntil('Envoy tells its latency', async () => {
      const counters = await driver.readCounters();
      return counters.ok && counters.value.http?.recentP99Us !== undefined;
    });
    const window = await measureWindow(driver, 2_000, signal);
    assert.ok(window.ok);
    const counted = windowRequests(window.value.before, window.value.after, run.sample(0, 0));
    assert.ok(counted !== undefined && counted.requests > 100 && counted.requests < 300, JSON.stringify(counted));
  });

  it('an upstream that stands still is told of by latency, before requests fail', async () => {
    const worker = Number(execFileSync('pgrep', ['-P', String(demo.pids()['nginx'])], { encoding: 'utf8' }));
    demo.load.pause();
    const load = generatorOf({}).start({ requestsPerSecond: RATE, durationMs: 60_000 });
    try {
      await waitUntil('it comes', () => (load.sample(0, Date.now())?.requests ?? 0) > RATE);
      const breach = await breachAfter(() => process.kill(worker, 'SIGSTOP'), { load });
      assert.deepEqual(breach.reason, 'latency-risen', breach.detail);
    } finally {
      process.kill(worker, 'SIGCONT');
      await load.stop();
      demo.load.resume();
    }
  });

  it('a proxy that stands still is told to be silent, not gone', async () => {
    const pid = driver.pid;
    try {
      const { reason, detail } = await breachAfter(() => process.kill(pid, 'SIGSTOP'));
      assert.equal(reason, 'proxy-silent', detail);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('an upstream that is gone is told of by failed requests', async () => {
    const breach = await breachAfter(() => process.kill(demo.pids()['nginx'] ?? 0, 'SIGTERM'));
    assert.equal(breach.reason, 'errors-risen', breach.detail);
  });

  it('a proxy that is killed is told of', async () => {
    const { reason, detail } = await breachAfter(() => process.kill(driver.pid, 'SIGKILL'), { failedShare: 1 });
    assert.equal(reason, 'proxy-restarted');
    assert.match(detail, /has ended\.$/);
  });
});
