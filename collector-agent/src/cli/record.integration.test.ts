import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertCpuTime, type CpuTime, watchStolen } from '../../../tests/harness/assert-cpu-time.ts';
import type { Summary, ThreadSummary } from '../record/summary.ts';
import { cannotProfile } from '../testing/can-profile.ts';
import { runMeshprof, startMeshprof } from '../testing/meshprof-process.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { buildWorkloads, startGatedWorkload, type Truth, workloadPath } from '../testing/workload-process.ts';
import { EXIT_CODES } from './exit-codes.ts';

const FREQUENCY_HZ = 499;

describe('meshprof record', { skip: cannotProfile(), timeout: 240_000 }, () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);
  const readSummary = (name: string): Summary => JSON.parse(readFileSync(file(name), 'utf8')) as Summary;

  before(() => {
    buildWorkloads();
    folder = mkdtempSync(path.join(tmpdir(), 'meshprof-record-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('a program of known behaviour gives its numbers', async () => {
    const workload = await startGatedWorkload('busy-sleep');
    const stolenSinceNs = watchStolen();
    const recording = startMeshprof([
      ...['record', '--pid', String(workload.pid), '--duration', '90s', '--frequency', String(FREQUENCY_HZ)],
      ...['--output', file('known.txt'), '--summary', file('known.json')],
    ]);
    await recording.stderrMatches(/recording pid/);
    const truth = await workload.work();
    workload.end();
    const { status, stderr } = await recording.finished;
    assert.equal(status, EXIT_CODES.ok, stderr);
    assert.match(stderr, /the recorded process exited after .*; what was recorded until then is written/);

    const summary = readSummary('known.json');
    const [thread, ...others] = summary.threads;
    assert.ok(thread !== undefined && others.length === 0);
    assert.equal(thread.name, 'busy-sleep');
    const stolenAtMostNs = stolenSinceNs();
    assertCpuTime(cpuTimeOf(thread, { cpuNs: truth.cpuNs, stolenAtMostNs }));
    // The gates at both ends are waits too (tests/workloads/README.md).
    assert.ok(thread.voluntarySwitches >= truth.sleeps && thread.voluntarySwitches <= truth.sleeps + 4);
    assert.equal(summary.offCpu.byWaitClass.sleep?.switches, truth.sleeps);
    // Its life in the session: longer than its work, shorter than the session, which notices its end a little later.
    const lifeNs = thread.onCpuNs + thread.runnableNs + thread.blockedNs;
    assert.ok(lifeNs >= truth.elapsedNs && lifeNs <= summary.durationNs, `${truth.elapsedNs} ${lifeNs}`);
    assert.equal(summary.offCpu.switches, thread.voluntarySwitches + thread.involuntarySwitches);
    assertWithin(summary.offCpu.timeNs, thread.runnableNs + thread.blockedNs, 0.001);

    const { samplesExpected, samplesKept, lost, stacks } = summary.onCpu;
    assert.equal(samplesKept + sum(Object.values(lost)), samplesExpected);
    const sampledNs = (samplesKept / FREQUENCY_HZ) * 1e9;
    const allowedNs = truth.cpuNs * 0.1;
    assertCpuTime({ what: 'samples', onCpuNs: sampledNs, kernelNs: truth.cpuNs, allowedNs, stolenAtMostNs });
    assert.equal(stacks.complete + stacks.truncated, samplesKept);
    // The file holds what the summary counts.
    const lines = readFileSync(file('known.txt'), 'utf8').trimEnd().split('\n');
    assert.equal(sum(lines.map((line) => Number(line.slice(line.lastIndexOf(' '))))), samplesKept);
    assert.ok(lines.some((line) => /;main;.*burn_cpu_ns/.test(line)));
  });

  test('page faults have the function that touched the page, in every format', async () => {
    for (const name of ['faults.otlp', 'faults.pb.gz', 'faults.txt']) {
      const workload = await startGatedWorkload('page-fault', ['--pages', '13', '--fresh-quarters', '11']);
      const target = ['--pid', String(workload.pid), '--duration', '90s', '--events', 'page-fault'];
      const output = ['--output', file(name), '--summary', file('faults.json')];
      const recording = startMeshprof(['record', ...target, ...output]);
      await recording.stderrMatches(/recording pid/);
      const truth = (await workload.work()) as unknown as { majorFaults: number; minorFaults: number };
      workload.end();
      const { status, stdout, stderr } = await recording.finished;
      assert.equal(status, EXIT_CODES.ok, stderr);
      const { pageFaults } = readSummary('faults.json');
      assert.equal(pageFaults.major, truth.majorFaults);
      // What it does before and after its work, printing and ending, is in the recording but not in its own account.
      assert.ok(pageFaults.minor >= truth.minorFaults && pageFaults.minor < truth.minorFaults + 50);
      assert.match(stdout, /page faults +[\d,]+ minor, 13 major/);
    }
    const lines = readFileSync(file('faults.txt'), 'utf8').trimEnd().split('\n');
    const three = lines.filter((line) => line.includes('touch_three'));
    assert.equal(sum(three.map((line) => Number(line.slice(line.lastIndexOf(' '))))), 33);
  });

  test('a program is recorded from its first instruction to its end', async () => {
    const command = [workloadPath('busy-sleep'), '--seconds', '1', '--sleeps', '97'];
    const output = ['--output', file('launched.pb.gz'), '--summary', file('launched.json')];
    const stolenSinceNs = watchStolen();
    const { status, stdout, stderr } = await runMeshprof(['record', ...output, '--', ...command]);
    assert.equal(status, EXIT_CODES.ok, stderr);
    assert.match(stderr, /the program exited with status 0/);
    const truth = JSON.parse(stdout.split('\n')[0] ?? '') as Truth;
    const summary = readSummary('launched.json');
    assert.equal(summary.threads.length, 1);
    assert.equal(summary.offCpu.byWaitClass.sleep?.switches, truth.sleeps);
    const [thread] = summary.threads;
    assert.ok(thread !== undefined);
    // What it does before and after its work, some milliseconds, is in the recording but not in its own account.
    assertCpuTime(cpuTimeOf(thread, { cpuNs: truth.cpuNs, extraNs: 20e6, stolenAtMostNs: stolenSinceNs() }));
    assert.match(stdout, /of busy-sleep \(pid \d+\)/);
  });

  test('children of the program are recorded too, and its status is told', async () => {
    const script = `${workloadPath('busy-sleep')} --seconds 1 --sleeps 97 >/dev/null; exit 3`;
    const output = ['--output', file('children.otlp'), '--summary', file('children.json')];
    const { status, stderr } = await runMeshprof(['record', ...output, '--', 'sh', '-c', script]);
    assert.equal(status, EXIT_CODES.ok, stderr);
    assert.match(stderr, /the program exited with status 3/);
    const names = readSummary('children.json').threads.map(({ name }) => name);
    assert.ok(names.includes('busy-sleep') && names.length === 2, names.join());
  });

  test('Ctrl-C writes what there is', async () => {
    const workload = spawn('sleep', ['600']);
    try {
      const output = ['--output', file('stopped.otlp'), '--summary', file('stopped.json')];
      const recording = startMeshprof(['record', '--pid', String(workload.pid), '--duration', '10m', ...output]);
      await recording.stderrMatches(/recording pid/);
      recording.child.kill('SIGINT');
      const { status, stderr } = await recording.finished;
      assert.equal(status, EXIT_CODES.ok, stderr);
      assert.match(stderr, /stopped after .*; what was recorded until then is written/);
      assert.ok(existsSync(file('stopped.otlp')));
      const { threads } = readSummary('stopped.json');
      // It slept before, throughout and after: a wait in progress at both ends counts for its part inside.
      assert.equal(threads.length, 1);
      assertWithin(threads[0]?.blockedNs ?? 0, readSummary('stopped.json').durationNs, 0.01);
    } finally {
      workload.kill('SIGKILL');
    }
  });

  test('Ctrl-C reaches the program that was started', async () => {
    const [ready, marker] = [file('ready'), file('interrupted')];
    const script = `trap 'touch ${marker}; exit 0' INT; touch ${ready}; while :; do sleep 0.1; done`;
    const recording = startMeshprof(['record', '--output', file('int.otlp'), '--', 'sh', '-c', script]);
    await waitUntil('the shell has set its trap', () => existsSync(ready));
    recording.child.kill('SIGINT');
    const { status, stderr } = await recording.finished;
    assert.equal(status, EXIT_CODES.ok, stderr);
    assert.match(stderr, /the program exited with status 0/);
    assert.ok(existsSync(marker));
    assert.ok(existsSync(file('int.otlp')));
  });

  test('nothing is left beside the outputs', () => {
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      []
    );
  });
});

/**
 * A switch takes the kernel some microseconds, more on a busy machine, that the thread's clock counts and the time
 * between two switches does not hold.
 */
function cpuTimeOf(
  { name, onCpuNs, voluntarySwitches, involuntarySwitches }: ThreadSummary,
  { cpuNs, stolenAtMostNs, extraNs = 0 }: { cpuNs: number; stolenAtMostNs: number; extraNs?: number }
): CpuTime {
  const switchesNs = (voluntarySwitches + involuntarySwitches) * 20_000;
  return { what: name, onCpuNs, kernelNs: cpuNs, allowedNs: cpuNs * 0.02 + switchesNs + extraNs, stolenAtMostNs };
}

function assertWithin(actual: number, expected: number, tolerance: number): void {
  const error = Math.abs(actual - expected) / expected;
  assert.ok(error <= tolerance, `${actual} is ${(error * 100).toFixed(2)} % from ${expected}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
