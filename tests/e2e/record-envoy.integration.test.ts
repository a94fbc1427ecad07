import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Summary } from '../../collector-agent/src/record/summary.ts';
import type { Demo } from '../../standalone/src/demo/demo-types.ts';
import { startDemo } from '../../standalone/src/demo/demo.ts';
import { demoBinaries } from '../../standalone/src/demo/demo-binaries.ts';
import { decodeOtlp, type DecodedProfile } from '../harness/decode-otlp.ts';
import { freePortForEach } from '../harness/free-ports.ts';
import { assertCpuTime } from '../harness/assert-cpu-time.ts';
import { holdsKernelEvents, isStopped, kernelCounts, stolenNs } from '../harness/proc-counts.ts';
import { at } from '../harness/project.ts';
import { waitFor } from '../harness/wait-for.ts';

const FREQUENCY_HZ = 199;
const DURATION_S = 12;

/**
 * `meshprof record` on the stock, stripped Envoy of the demo under its load. Envoy is stopped by a signal before the
 * session opens and again before it ends, so that the kernel's own counts and the session see the same window.
 */
describe('meshprof record on a loaded Envoy', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-record-'));
  let demo: Demo;
  let summary: Summary;
  let profiles: DecodedProfile[];
  let kernel: { switches: number; onCpuNs: number; stolenNs: number };

  before(async () => {
    const started = await startDemo({
      runDir: path.join(folder, 'demo'),
      binaries: demoBinaries(),
      ports: await freePortForEach(),
      prometheus: false,
    });
    assert.ok(started.ok, started.ok ? '' : started.problem.message);
    demo = started.demo;
    await sleep(3_000);
    const pid = demo.pids()['envoy']!;
    kernel = await recordStoppedToStopped(pid);
    summary = JSON.parse(readFileSync(path.join(folder, 's.json'), 'utf8')) as Summary;
    profiles = await decodeOtlp(readFileSync(path.join(folder, 'p.otlp')));
  });

  after(async () => {
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function recordStoppedToStopped(pid: number) {
    process.kill(pid, 'SIGSTOP');
    await waitFor(() => isStopped(pid) || undefined, { what: 'Envoy to stop', intervalMs: 10 });
    const countsBefore = kernelCounts(pid);
    const stolenBefore = stolenNs();
    const record = spawn(
      process.execPath,
      [at('collector-agent', 'bin', 'meshprof.mjs'), 'record', '--pid', String(pid), '--duration', `${DURATION_S}s`]
        .concat(['--frequency', String(FREQUENCY_HZ)])
        .concat(['--output', path.join(folder, 'p.otlp'), '--summary', path.join(folder, 's.json')]),
      { stdio: ['ignore', 'ignore', 'inherit'] }
    );
    const ended = new Promise<number | null>((resolve) => record.once('exit', resolve));
    await waitFor(() => holdsKernelEvents(record.pid!) || undefined, { what: 'the session to open', intervalMs: 10 });
    await sleep(500);
    process.kill(pid, 'SIGCONT');
    await sleep((DURATION_S - 3) * 1000);
    process.kill(pid, 'SIGSTOP');
    await waitFor(() => isStopped(pid) || undefined, { what: 'Envoy to stop again', intervalMs: 10 });
    const countsAfter = kernelCounts(pid);
    const stolen = stolenNs() - stolenBefore;
    const code = await ended;
    process.kill(pid, 'SIGCONT');
    assert.equal(code, 0);
    const sum = (field: 'switches' | 'onCpuNs') =>
      [...countsAfter].reduce((total, [tid, now]) => total + now[field] - (countsBefore.get(tid)?.[field] ?? 0), 0);
    return { switches: sum('switches'), onCpuNs: sum('onCpuNs'), stolenNs: stolen };
  }

  const dimension = (sampleType: string) => profiles.filter((profile) => profile.sampleType === sampleType);
  const sumOf = (sampleType: string) =>
    dimension(sampleType).reduce((sum, profile) => sum + profile.samples.reduce((s, sample) => s + sample.value, 0), 0);

  it('holds three kinds of profiles in the shapes that Pyroscope takes', () => {
    assert.deepEqual([...new Set(profiles.map(({ sampleType }) => sampleType))].sort(), [
      'off_cpu/nanoseconds',
      'samples/count',
      'switches/count',
    ]);
    for (const { period, periodType } of dimension('samples/count')) {
      assert.deepEqual([period, periodType], [Math.round(1e9 / FREQUENCY_HZ), 'cpu/nanoseconds']);
    }
    for (const { period } of dimension('off_cpu/nanoseconds')) assert.equal(period, 0);
    assert.equal(profiles[0]?.resource['service.name'], 'demo-envoy');
    assert.equal(profiles[0]?.resource['role'], 'envoy');
  });

  it('accounts for every clock event: kept + lost = expected, and the file holds what was kept', (t) => {
    const { samplesExpected, samplesKept, lost } = summary.onCpu;
    t.diagnostic(`expected ${samplesExpected}, kept ${samplesKept}, lost ${JSON.stringify(lost)}`);
    const lostSum = Object.values(lost).reduce((sum, count) => sum + count, 0);
    assert.equal(samplesKept + lostSum, samplesExpected);
    assert.equal(sumOf('samples/count'), samplesKept);
    assert.ok(samplesKept > 200, `only ${samplesKept} samples`);
  });

  it('takes as many samples as CPU time × frequency, within 8 %', (t: TestContext) => {
    const expected = (kernel.onCpuNs / 1e9) * FREQUENCY_HZ;
    const ratio = summary.onCpu.samplesExpected / expected;
    t.diagnostic(`samples / (CPU time × frequency) = ${ratio.toFixed(4)}; steal ${kernel.stolenNs / 1e6} ms`);
    const sampledNs = (summary.onCpu.samplesExpected / FREQUENCY_HZ) * 1e9;
    const allowedNs = kernel.onCpuNs * 0.08;
    assertCpuTime({
      ...{ what: 'samples', onCpuNs: sampledNs, kernelNs: kernel.onCpuNs, allowedNs },
      stolenAtMostNs: kernel.stolenNs,
    });
  });

  it("counts the kernel's own number of switches, within 1 %", (t) => {
    t.diagnostic(`switches: ours ${summary.offCpu.switches}, the kernel's ${kernel.switches}`);
    const ratio = summary.offCpu.switches / kernel.switches;
    assert.ok(Math.abs(ratio - 1) <= 0.01, `ratio ${ratio}`);
    const threads = summary.threads.reduce((n, t) => n + t.voluntarySwitches + t.involuntarySwitches, 0);
    assert.equal(threads, summary.offCpu.switches);
  });

  it('writes off-CPU samples whose sums are the exact totals', () => {
    assert.equal(sumOf('switches/count'), summary.offCpu.switches);
    assert.equal(sumOf('off_cpu/nanoseconds'), summary.offCpu.timeNs);
    const waiting = summary.threads.reduce((ns, thread) => ns + thread.runnableNs + thread.blockedNs, 0);
    assert.equal(waiting, summary.offCpu.timeNs);
  });

  it('accounts for the time of every thread that lived through the session, within 1 %', () => {
    for (const thread of summary.threads) {
      const total = thread.onCpuNs + thread.runnableNs + thread.blockedNs;
      const off = Math.abs(total / summary.durationNs - 1);
      assert.ok(off <= 0.01, `thread ${thread.tid} ${thread.name}: ${total} of ${summary.durationNs} ns`);
    }
  });

  it('never gives a stripped Envoy function the name of an exported neighbour', () => {
    const names = new Set(profiles.flatMap(({ samples }) => samples.flatMap(({ stack }) => stack)));
    const callbacks = [...names].filter((name) => name.includes('envoy_dynamic_module_callback_'));
    assert.deepEqual(callbacks, []);
    assert.ok(
      [...names].some((name) => /^envoy\+0x[0-9a-f]+$/.test(name)),
      'no frame named envoy+0x…'
    );
    assert.ok(
      [...names].some((name) => name.endsWith('_[k]')),
      'no kernel frame'
    );
  });
});
