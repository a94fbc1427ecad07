import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type GuardId, GUARDS, type GuardValues, GuardValuesSchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { waitUntil } from '../../testing/wait-until.ts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import { ExternalRun } from '../load/external-run.ts';
import { type CountersSketch, proxyCounters } from '../measure/proxy-counters-test-support.ts';
import type { Breach, GuardOptions, GuardWatch } from './guards.ts';
import { LIMITS } from './guards-test-support.ts';
import { startGuards } from './start-guards.ts';

/** A process in the proxy's place, and counters that a test sets: real proxies are in tests/experiments. */
describe('guards', () => {
  let proxy: ChildProcess;
  let counters: Outcome<ProxyCounters>;
  let unchanged: Outcome<void>;
  let readNext: () => Outcome<ProxyCounters>;
  let watch: GuardWatch | undefined;
  const breaches: Breach[] = [];

  beforeEach(() => {
    proxy = spawn('/bin/sleep', ['120'], { stdio: 'ignore' });
    counters = succeed(proxyCounters());
    readNext = () => counters;
    unchanged = succeed(undefined);
    breaches.length = 0;
  });
  afterEach(() => {
    watch?.stop();
    proxy.kill('SIGKILL');
  });

  const tell = (sketch: CountersSketch): void => void (counters = succeed(proxyCounters(sketch)));
  /** Looks every 30 ms: the spec's seconds are for people. */
  function start(options: Partial<GuardOptions> = {}): void {
    const driver = {
      pid: proxy.pid ?? 0,
      readCounters: () => Promise.resolve(readNext()),
      checkUnchanged: () => Promise.resolve(unchanged),
    };
    const limits = { ...LIMITS, ...options.limits, intervalMs: 30 };
    watch = startGuards({ driver, diskPaths: [], onBreach: (breach) => breaches.push(breach), ...options, limits });
  }
  async function breach(): Promise<Breach> {
    await waitUntil('a guard acts', () => breaches.length > 0);
    assert.equal(watch?.breach, breaches[0]);
    return breaches[0] as Breach;
  }
  const manyLooks = () => new Promise((resolve) => setTimeout(resolve, 400));

  it('leave a run alone in which all is well, with no load too', async () => {
    start({ diskPaths: [os.tmpdir()], limits: { ...LIMITS, minFreeDiskPercent: 0 } });
    await manyLooks();
    assert.deepEqual(breaches, []);
    assert.equal(watch?.breach, undefined);
  });

  it('tell what they see, and what they would stop at', async () => {
    const looks: GuardValues[] = [];
    tell({ http: { completed: 1_000, failed: 0 } });
    start({ diskPaths: [os.tmpdir()], elapsedBeforeMs: 5_000, onLook: (values) => looks.push(values) });
    await waitUntil('they have looked', () => looks.length > 0);
    watch?.setBaseline({ failedShare: 0.01, p99Us: 8_000 });
    tell({ http: { completed: 2_000, failed: 4 } });
    await waitUntil('they have seen it', () => looks.some(({ readings }) => (readings[0]?.value ?? 0) > 0));
    const last = looks.at(-1);
    assert.ok(last !== undefined && Value.Check(GuardValuesSchema, last));
    const reading = (id: GuardId) => last.readings.find(({ guard }) => guard === id);
    assert.deepEqual(
      last.readings.map(({ guard }) => guard),
      Object.keys(GUARDS)
    );
    assert.deepEqual(reading('errors'), { guard: 'errors', value: 0.4, limit: 1.5 });
    assert.deepEqual(reading('latency'), { guard: 'latency', limit: 16_000 });
    assert.deepEqual(reading('rejected'), { guard: 'rejected', value: 0, limit: 0 });
    assert.ok((reading('disk')?.value ?? 0) > 0);
    assert.ok((reading('duration')?.value ?? 0) >= 5_000);
    assert.deepEqual(breaches, []);
  });

  it('see a proxy that was killed', async () => {
    start();
    await manyLooks();
    proxy.kill('SIGKILL');
    assert.deepEqual(await breach(), {
      reason: 'proxy-restarted',
      detail: `The proxy's process ${proxy.pid} has ended.`,
    });
  });

  it('see a proxy of another epoch, or with another start', async () => {
    start();
    await manyLooks();
    tell({ server: { hotRestartEpoch: 1 } });
    assert.match((await breach()).detail, /tells another start than before: 1970-01-01T00:16:40\.000Z, epoch 1\.$/);
    breaches.length = 0;
    tell({});
    start();
    await manyLooks();
    tell({ server: { startUnixMs: 1_003_000 } });
    assert.equal((await breach()).reason, 'proxy-restarted');
  });

  it('see a rejected configuration, and not those of before the run', async () => {
    tell({ listeners: { updatesRejected: 4 } });
    start();
    await manyLooks();
    assert.deepEqual(breaches, []);
    tell({ listeners: { updatesRejected: 5 } });
    assert.deepEqual(await breach(), {
      reason: 'configuration-rejected',
      detail: 'The proxy has rejected 1 update(s) since the run began.',
    });
  });

  it('hand on what the driver says of another writer', async () => {
    start();
    await manyLooks();
    unchanged = fail('foreign-change', 'The listener file was replaced.');
    assert.deepEqual(await breach(), unchanged);
  });

  it('end a run that takes too long, the time before it was resumed counted', async () => {
    start({ elapsedBeforeMs: 59_900, limits: { ...LIMITS, maxDurationMs: 60_000 } });
    assert.deepEqual(await breach(), {
      reason: 'duration-exceeded',
      detail: 'It has taken longer than the 60 s that it may take.',
    });
  });

  it('judge the load that runs, and act once', async () => {
    const sample = { requests: 1_000, failed: 900, requestsPerSecond: 1, generatorCpuShare: 0 };
    start();
    watch?.setLoad({
      pid: 1,
      startUnixMs: 0,
      problem: undefined,
      sample: () => sample,
      result: () => Promise.resolve(succeed(sample)),
      stop: () => Promise.resolve(),
    });
    assert.equal((await breach()).reason, 'errors-risen');
    proxy.kill('SIGKILL');
    await manyLooks();
    assert.equal(breaches.length, 1);
  });

  it("compare the proxy's own latency with itself, where the load has no log", async () => {
    let completed = 0;
    const p99 = (recentP99Us: number): void => {
      const next = () => succeed(proxyCounters({ http: { completed: (completed += 1_000), recentP99Us } }));
      readNext = next;
    };
    p99(4_000);
    start({ limits: { ...LIMITS, p99ForMs: 100 } });
    watch?.setLoad(new ExternalRun());
    await manyLooks();
    watch?.setBaseline({ failedShare: 0 });
    p99(9_000);
    await manyLooks();
    assert.deepEqual(breaches, []);
    p99(10_000);
    assert.match((await breach()).detail, /above 2 times the baseline's 4\.00 ms for .* s; it is 10\.00 ms\.$/);
  });

  it('do nothing any more once stopped', async () => {
    start();
    watch?.stop();
    proxy.kill('SIGKILL');
    await manyLooks();
    assert.deepEqual(breaches, []);
  });

  describe('with a disk', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-guards-'));
    const skip = mountProblem(folder);

    it('see it fill up', { skip }, async () => {
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder]);
        start({ diskPaths: [os.tmpdir(), folder], limits: { ...LIMITS, minFreeDiskPercent: 10 } });
        await manyLooks();
        writeFileSync(path.join(folder, 'access.log'), Buffer.alloc(960 * 1024));
        const { reason, detail } = await breach();
        assert.equal(reason, 'disk-full');
        assert.match(detail, new RegExp(`^[0-9.]+ % of the file system of ${folder} is free; 10 % must be\\.$`));
      } finally {
        execFileSync('umount', [folder]);
        rmdirSync(folder);
      }
    });

    it('see that it is gone', async () => {
      start({ diskPaths: ['/nowhere/at/all'] });
      assert.match((await breach()).detail, /\/nowhere\/at\/all cannot be told: ENOENT\.$/);
    });
  });
});

function mountProblem(folder: string): string | false {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder]);
    return false;
  } catch {
    return 'no file system can be mounted here';
  }
}
