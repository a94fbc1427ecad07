import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ThreadTotals } from '../index.ts';
import { assertAddsUp } from './assert-adds-up.ts';
import { assertCpuTime, watchStolen } from '../../tests/harness/assert-cpu-time.ts';
import { assertWithin } from './assert-within.ts';
import { buildWorkloads, startWorkload, untilAsleep } from './gated-workload.ts';
import { kernelSwitches } from './kernel-switches.ts';
import { RecordedSession, sum, WaitClass, type Recording } from './recorded-session.ts';

before(buildWorkloads);

/** Time on a CPU and time in a run queue, in nanoseconds. */
function schedstat(pid: number): [number, number] {
  const [onCpuNs, queuedNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
  return [onCpuNs!, queuedNs!];
}

const elapsed = ({ onCpuNs, runnableNs, blockedNs }: ThreadTotals) => onCpuNs + runnableNs + blockedNs;

const timeOf = ({ totals }: Recording, waitClass: number) =>
  Number(totals.waitClasses.find((row) => row.waitClass === waitClass)?.timeNs ?? 0n);

/**
 * Waits below the call are of one class, and come with the time in the run queue to what the program measured round the
 * call. Its clock also runs while it computes there, or is preempted.
 */
function assertCallTakes(recording: Recording, call: string, waitClass: number, expectedNs: number): void {
  const inCall = recording.samples.filter(({ frames }) => frames.includes(call));
  const waits = inCall.filter((sample) => [waitClass, WaitClass.runnable as number].includes(sample.waitClass));
  const waitedNs = Number(sum(waits.map(({ timeNs }) => timeNs)));
  const preemptedNs = timeOf(recording, WaitClass.preempted);
  assert.ok(waitedNs <= expectedNs * 1.01, `${call}: ${waitedNs} ns of ${expectedNs}`);
  assert.ok(waitedNs >= expectedNs * 0.95 - preemptedNs, `${call}: ${waitedNs} ns of ${expectedNs}`);
}

describe('thread accounts', () => {
  test('busy 30 % and asleep 70 %, 499 times', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '3');
    const recorded = new RecordedSession({ pids: [workload.pid], frequencyHz: 999 });
    const before = kernelSwitches(workload.pid);
    const stolenSinceNs = watchStolen();
    const truth = await recorded.during(workload.run());
    const stolenAtMostNs = stolenSinceNs();
    await recorded.during(untilAsleep(workload.pid));
    const after = kernelSwitches(workload.pid);
    const recording = recorded.finish();
    await workload.end();

    assertAddsUp(recording);
    const [thread] = recording.totals.threads;
    assert.ok(thread);
    const [voluntary, involuntary] = after.get(workload.pid)!;
    const [voluntaryBefore, involuntaryBefore] = before.get(workload.pid)!;
    assert.equal(thread.voluntarySwitches, voluntary - voluntaryBefore);
    assert.equal(thread.involuntarySwitches, involuntary - involuntaryBefore);
    assert.equal(recording.totals.waitClasses.find((row) => row.waitClass === WaitClass.sleep)?.switches, 499n);
    assertWithin(Number(elapsed(thread)), Number(recording.totals.durationNs), 0.01, 'on CPU + runnable + blocked');
    // Waking an idle CPU takes some 20 us, which the kernel's clock gives to the thread and we to the run queue.
    const wakeupsNs = 499 * 20_000;
    const onCpuNs = Number(thread.onCpuNs) + wakeupsNs / 2;
    const kernelNs = truth['cpuNs'] as number;
    assertCpuTime({ what: 'busy', onCpuNs, kernelNs, allowedNs: kernelNs * 0.015, stolenAtMostNs });
    // A tick that interrupts code with interrupts off comes late, and steal time comes on top.
    assertWithin(Number(recording.totals.onCpuExpected), (Number(thread.onCpuNs) / 1e9) * 999, 0.08, 'ticks');
  });

  test('the split between on CPU and run queue is the kernel’s', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '2', '--sleeps', '211');
    // Another busy program on the same CPU: each wakeup has to wait for it.
    const rival = spawn('taskset', ['-c', '0', 'sh', '-c', 'while :; do :; done'], { stdio: 'ignore' });
    spawnSync('taskset', ['-cp', '0', String(workload.pid)]);
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
    const stolenSinceNs = watchStolen();
    const [onCpuBefore, queuedBefore] = schedstat(workload.pid);
    await recorded.during(workload.run());
    await recorded.during(untilAsleep(workload.pid));
    rival.kill();
    const [onCpuAfter, queuedAfter] = schedstat(workload.pid);
    const stolenAtMostNs = stolenSinceNs();
    const recording = recorded.finish();
    await workload.end();

    assertAddsUp(recording);
    const [thread] = recording.totals.threads;
    const kernelNs = onCpuAfter - onCpuBefore;
    const onCpuNs = Number(thread?.onCpuNs);
    assertCpuTime({ what: 'beside a rival', onCpuNs, kernelNs, allowedNs: kernelNs * 0.01, stolenAtMostNs });
    assertWithin(Number(thread?.runnableNs), queuedAfter - queuedBefore, 0.02, 'time in the run queue');
  });

  test('every thread of a process accounts for its whole life, however short', async () => {
    const workload = await startWorkload('thread-churn');
    const recorded = new RecordedSession({ pids: [workload.pid] });
    const truth = await recorded.during(workload.run());
    const recording = recorded.finish();
    await workload.end();

    assertAddsUp(recording);
    const shortLived = recording.totals.threads.filter(({ tid }) => tid !== workload.pid);
    assert.equal(shortLived.length, truth['shortLivedThreads']);
    for (const thread of recording.totals.threads) {
      assert.ok(elapsed(thread) > 0n && elapsed(thread) <= recording.totals.durationNs);
    }
  });

  test('a thread that sleeps all the time has its wait, with a stack', async () => {
    const workload = await startWorkload('busy-sleep');
    const recorded = new RecordedSession({ pids: [workload.pid] });
    await recorded.during(sleep(300));
    const recording = recorded.finish();
    await workload.run();
    await workload.end();

    assertAddsUp(recording);
    const [thread] = recording.totals.threads;
    assert.equal(thread?.blockedNs, recording.totals.durationNs);
    // Node connects a child's standard input by a socket.
    assert.equal(timeOf(recording, WaitClass.network), Number(recording.totals.durationNs));
    const [sample] = recording.samples;
    assert.ok(sample?.frames.includes('read') && sample.complete, sample?.frames.join(' < '));
  });

  test('many threads and migrations: switches equal the kernel’s', async () => {
    const workload = await startWorkload('lock-fight', '--seconds', '2');
    const recorded = new RecordedSession({ pids: [workload.pid] });
    const truth = await recorded.during(workload.run());
    const recording = recorded.finish();
    await workload.end();

    assertAddsUp(recording);
    for (const own of truth.threads) {
      const thread = recording.totals.threads.find(({ tid }) => tid === own.tid);
      // A thread's start and end lie outside its own account.
      assertWithin(Number(thread?.voluntarySwitches), own.voluntarySwitches, 0.01, 'voluntary switches');
    }
    // The main thread waits for the others by the same call.
    const fighters = recording.samples.filter(({ tid }) => tid !== workload.pid);
    assertCallTakes(
      { ...recording, samples: fighters },
      'futex_wait_[k]',
      WaitClass.lock,
      truth['lockWaitNs'] as number
    );
  });
});

describe('wait classes', () => {
  const cases = [
    { program: 'poll-idle', waitClass: WaitClass.pollIdle, call: 'epoll_wait', truthName: 'inPollNs' },
    { program: 'tcp-wait', waitClass: WaitClass.network, call: 'recv', truthName: 'inRecvNs' },
  ];
  for (const { program, waitClass, call, truthName } of cases) {
    test(program, async () => {
      const workload = await startWorkload(program);
      const recorded = new RecordedSession({ pids: [workload.pid] });
      const truth = await recorded.during(workload.run());
      const recording = recorded.finish();
      await workload.end();
      assertAddsUp(recording);
      // The other thread waits for its own work by the same call.
      const samples = recording.samples.filter(({ tid }) => tid === workload.pid);
      assertCallTakes({ ...recording, samples }, call, waitClass, truth[truthName] as number);
    });
  }

  test('three threads on one CPU are preempted, and wait for nothing else', async () => {
    const workload = await startWorkload('preempt');
    const recorded = new RecordedSession({ pids: [workload.pid] });
    const truth = await recorded.during(workload.run());
    const recording = recorded.finish();
    await workload.end();
    assertAddsUp(recording);
    const queued = timeOf(recording, WaitClass.preempted) + timeOf(recording, WaitClass.runnable);
    assertWithin(queued, truth['runnableNs'] as number, 0.02, 'time in the run queue');
    const stacked = recording.samples.filter(
      ({ waitClass, frames }) => waitClass === WaitClass.preempted && !frames.includes('[unsampled]')
    );
    assertWithin(
      Number(sum(stacked.map(({ timeNs }) => timeNs))),
      timeOf(recording, WaitClass.preempted),
      0.01,
      'stacks'
    );
  });
});
