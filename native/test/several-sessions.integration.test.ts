import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError, openSession, SampleKind, type Session, type SessionTotals } from '../index.ts';
import { addonEnv } from './addon-env.ts';
import { assertAddsUp } from './assert-adds-up.ts';
import { assertCpuTime, watchStolen } from '../../tests/harness/assert-cpu-time.ts';
import { beforeItEnds } from './before-it-ends.ts';
import { buildWorkloads, startWorkload, untilAsleep } from './gated-workload.ts';
import { kernelObjects } from './kernel-objects.ts';
import { RecordedSession, sum, WaitClass, type Recording } from './recorded-session.ts';

before(buildWorkloads);

const MAX_SESSIONS = 32;

const onCpu = ({ threads }: SessionTotals) => Number(sum(threads.map(({ onCpuNs }) => onCpuNs)));
const offCpu = ({ threads }: SessionTotals) =>
  Number(sum(threads.map(({ runnableNs, blockedNs }) => runnableNs + blockedNs)));
const switches = ({ threads }: SessionTotals) =>
  Number(sum(threads.map(({ voluntarySwitches, involuntarySwitches }) => voluntarySwitches + involuntarySwitches)));

/** One thread that lived all the time: on CPU, in the run queue and blocked are the window, within 1 %. */
function assertElapsed(totals: SessionTotals): void {
  const elapsed = onCpu(totals) + offCpu(totals);
  assert.equal(totals.threads.length, 1);
  assert.ok(Math.abs(elapsed / Number(totals.durationNs) - 1) < 0.01, `${elapsed} of ${totals.durationNs} ns`);
}

function assertNear(actual: number, expected: number, share: number, least: number, what: string): void {
  const allowed = Math.max(expected * share, least);
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, expected ${expected} ± ${allowed}`);
}

/** The kernel's account, and how far off ours may be. */
const near = (kernelNs: number) => ({ kernelNs, allowedNs: Math.max(kernelNs * 0.02, 2e6) });

/** What `outer` had between two looks at it, at the same moments as another session's window. */
const between = (from: SessionTotals, to: SessionTotals) => ({
  onCpuNs: onCpu(to) - onCpu(from),
  offCpuNs: offCpu(to) - offCpu(from),
  switches: switches(to) - switches(from),
});

describe('sessions on one process', () => {
  test('of other rates and lengths each have their own right numbers', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '4');
    const outer = new RecordedSession({ pids: [workload.pid], frequencyHz: 99 });
    const stolenSinceNs = watchStolen();
    const work = workload.run();
    await outer.during(sleep(700));
    const fromTotals = outer.session.totals();
    const inner = new RecordedSession({ pids: [workload.pid], frequencyHz: 499 });
    const offCpuOnly = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
    for (let i = 0; i < 18; i++) {
      await sleep(100);
      // Whoever drains, each gets what is its own.
      (i % 3 === 0 ? inner : i % 3 === 1 ? outer : offCpuOnly).drain();
    }
    const innerRecording = inner.finish();
    const toTotals = outer.session.totals();
    await offCpuOnly.during(sleep(300));
    const offCpuRecording = offCpuOnly.finish();
    const truth = await outer.during(work);
    const stolenAtMostNs = stolenSinceNs();
    const outerRecording = outer.finish();
    await workload.end();

    for (const recording of [outerRecording, innerRecording, offCpuRecording]) {
      assertAddsUp(recording);
      assertElapsed(recording.totals);
    }
    // The outer one as if it were alone: all of the program, and no wait torn in two.
    const [account] = truth.threads;
    const { totals } = outerRecording;
    const missed = Number(totals.offCpuLost['event-missed'] ?? 0n);
    // The kernel's clock has some microseconds of each switch that are not the thread's.
    assertCpuTime({ what: 'outer session', onCpuNs: onCpu(totals), ...near(account!.cpuNs), stolenAtMostNs });
    const sleeps = totals.waitClasses.find(({ waitClass }) => waitClass === WaitClass.sleep);
    assertNear(Number(sleeps!.switches), truth['sleeps'] as number, 0, missed, 'sleeps');
    const whereAsleep = outerRecording.samples.filter(({ waitClass }) => waitClass === WaitClass.sleep);
    const named = whereAsleep.filter(({ frames }) => frames.includes('sleep_ns'));
    const share = Number(sum(named.map(({ timeNs }) => timeNs))) / Number(sum(whereAsleep.map(({ timeNs }) => timeNs)));
    assert.ok(share > 0.98, `${share} of the time asleep has its stack`);

    // The inner one: what the outer one had meanwhile; the looks at it take some milliseconds.
    const meanwhile = between(fromTotals, toTotals);
    assertNear(onCpu(innerRecording.totals), meanwhile.onCpuNs, 0.05, 30e6, 'time on CPU inside');
    assertNear(switches(innerRecording.totals), meanwhile.switches, 0.05, 10, 'switches inside');
    for (const [recording, hz] of [
      [outerRecording, 99],
      [innerRecording, 499],
    ] as const) {
      const expected = (onCpu(recording.totals) / 1e9) * hz;
      assertNear(Number(recording.totals.onCpuExpected), expected, 0.2, 5, `ticks at ${hz} Hz`);
    }
    assert.equal(offCpuRecording.totals.onCpuExpected, 0n);
    assert.ok(offCpuRecording.samples.every(({ kind }) => kind !== SampleKind.onCpu));
    assert.ok(offCpuRecording.samples.some(({ frames }) => frames.includes('sleep_ns')));
  });

  test('cut a wait that spans the start of one and the end of the other, each at its own ends', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '1');
    const first = new RecordedSession({ pids: [workload.pid] });
    await first.during(sleep(1200)); // accounts are read meanwhile
    const second = new RecordedSession({ pids: [workload.pid] });
    await second.during(sleep(300));
    const firstRecording = first.finish();
    await second.during(sleep(1200));
    await second.during(workload.run());
    await untilAsleep(workload.pid);
    const secondRecording = second.finish();
    await workload.end();

    const [firstThread] = firstRecording.totals.threads;
    assert.equal(firstThread!.blockedNs, firstRecording.totals.durationNs);
    for (const recording of [firstRecording, secondRecording]) {
      assertAddsUp(recording);
      assertElapsed(recording.totals);
      // At its gate the program waits for a socket. The wait began before either window, so it is no switch of theirs.
      const atGate = recording.samples.filter(({ frames }) => frames.includes('wait_at_start_gate'));
      const classes = new Set(atGate.map(({ waitClass }) => waitClass));
      for (const waitClass of classes) {
        assert.ok(
          waitClass === WaitClass.network || waitClass === WaitClass.runnable,
          `class ${waitClass} at the gate`
        );
      }
      assert.equal(sum(atGate.map(({ count }) => count)), 0n);
      const timeNs = sum(atGate.map((sample) => sample.timeNs));
      assert.ok(timeNs >= 1_450_000_000n, `${timeNs} ns at the gate`);
    }
  });

  test('follow threads that come late and children, as far as each wants to', async () => {
    const workload = await startWorkload('forker');
    const following = new RecordedSession({ pids: [workload.pid], followChildren: true });
    const alone = new RecordedSession({ pids: [workload.pid] });
    const stolenSinceNs = watchStolen();
    const truth = await following.during(workload.run());
    const stolenAtMostNs = stolenSinceNs();
    following.drain();
    const aloneRecording = alone.finish();
    const followingRecording = following.finish();
    await workload.end();
    const children = truth['children'] as { pid: number; cpuNs: number }[];
    for (const { pid, cpuNs } of children) {
      const threads = followingRecording.totals.threads.filter(({ tgid }) => tgid === pid);
      const onCpuNs = Number(sum(threads.map((thread) => thread.onCpuNs)));
      assertCpuTime({ what: `child ${pid}`, onCpuNs, ...near(cpuNs), stolenAtMostNs });
      assert.ok(followingRecording.exitedTgids.includes(pid));
    }
    assert.deepEqual([...new Set(aloneRecording.totals.threads.map(({ tgid }) => tgid))], [workload.pid]);
    assert.deepEqual([...new Set(aloneRecording.samples.map(({ tgid }) => tgid))], [workload.pid]);
    assert.deepEqual(aloneRecording.exitedTgids, []);
    for (const recording of [aloneRecording, followingRecording]) assertAddsUp(recording);
  });

  test('count the faults, threads and wakers of their own window', async () => {
    const workload = await startWorkload('thread-churn');
    const outer = new RecordedSession({
      pids: [workload.pid],
      events: ['off-cpu', 'page-fault'],
      wakers: true,
    });
    const work = workload.run();
    await outer.during(sleep(150));
    const inner = new RecordedSession({ pids: [workload.pid], events: ['off-cpu', 'page-fault'] });
    await inner.during(sleep(150));
    const innerRecording = inner.finish();
    const truth = await outer.during(work);
    const outerRecording = outer.finish();
    await workload.end();
    const faults = ({ samples }: Recording) =>
      sum(samples.filter(({ kind }) => kind === SampleKind.minorFault).map(({ count }) => count));
    for (const recording of [outerRecording, innerRecording]) {
      assertAddsUp(recording);
      assert.equal(faults(recording), sum(recording.totals.pageFaults.map(({ minor }) => minor)));
      for (const thread of recording.totals.threads) {
        const life = thread.onCpuNs + thread.runnableNs + thread.blockedNs;
        assert.ok(life <= recording.totals.durationNs, `${life} of ${recording.totals.durationNs} ns`);
      }
    }
    const others = outerRecording.totals.threads.filter(({ tid }) => tid !== workload.pid);
    assert.equal(others.length, truth['shortLivedThreads']);
    assert.ok(faults(innerRecording) < faults(outerRecording));
    assert.ok(innerRecording.totals.threads.length < outerRecording.totals.threads.length);
    // Of each class the wakers' rows are its ended waits: those that began, but for one that is in progress.
    for (const { waitClass, switches } of outerRecording.totals.waitClasses) {
      if (waitClass !== WaitClass.lock) continue;
      const ofClass = outerRecording.totals.wakers.filter((row) => row.waitClass === waitClass);
      assertNear(Number(sum(ofClass.map(({ waits }) => waits))), Number(switches), 0, 1, 'waits for locks that ended');
    }
    assert.deepEqual(innerRecording.totals.wakers, []);
  });
});

describe('the kernel side of several sessions', () => {
  const options = { pids: [process.pid], events: ['on-cpu', 'off-cpu'], frequencyHz: 99, nameWaitMs: 0 } as const;

  test('is one set of programs and maps, of which nothing stays', () => {
    const first = openSession(options);
    const alone = kernelObjects();
    const more = [99, 499, 999].map((frequencyHz) => openSession({ ...options, frequencyHz }));
    const together = kernelObjects();
    assert.deepEqual(together.programIds, alone.programIds);
    assert.deepEqual(together.mapIds, alone.mapIds);
    // The programs of scheduler events are attached once; each session has a clock of its own.
    const clocks = (together.links - alone.links) / more.length;
    assert.ok(Number.isInteger(clocks) && clocks < alone.links, `${alone.links} links, then ${together.links}`);
    for (const session of more) session.close();
    assert.equal(kernelObjects().links, alone.links);
    first.stop();
    assert.equal(kernelObjects().links, 0);
    first.close();
    const { programIds, mapIds, links } = kernelObjects();
    assert.deepEqual([programIds, mapIds, links], [[], [], 0]);
  });

  test(`is shared by ${MAX_SESSIONS} at most; one more is refused in one sentence and harms none`, () => {
    const sessions: Session[] = [];
    for (let i = 0; i < MAX_SESSIONS; i++) sessions.push(openSession(options));
    assert.throws(
      () => openSession(options),
      (error) => isNativeError(error) && /^32 sessions are open already; close one of them first$/.test(error.message)
    );
    sessions.pop()!.close();
    sessions.push(openSession(options));
    for (const session of sessions) {
      session.stop();
      const { threads, durationNs } = session.totals();
      const main = threads.find(({ tid }) => tid === process.pid)!;
      const elapsed = main.onCpuNs + main.runnableNs + main.blockedNs;
      assertNear(Number(elapsed), Number(durationNs), 0.01, 100e3, 'its main thread’s time');
      session.close();
    }
    assert.deepEqual(kernelObjects().programIds, []);
  });

  test('goes with a process that is killed', async () => {
    const script = `import { openSession } from './index.ts';
      import { kernelObjects } from './test/kernel-objects.ts';
      const options = { pids: [process.pid], events: ['on-cpu', 'off-cpu', 'page-fault'], frequencyHz: 99, nameWaitMs: 0 };
      globalThis.sessions = [openSession(options), openSession({ ...options, frequencyHz: 499, wakers: true })];
      console.log(JSON.stringify(kernelObjects()));
      setInterval(() => globalThis.sessions[0].drain(), 50);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('..', import.meta.url),
      env: addonEnv(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const firstLine = once(createInterface({ input: child.stdout }), 'line');
    const [line] = (await beforeItEnds(child, firstLine)) as [string];
    const { programIds, mapIds } = JSON.parse(line) as { programIds: number[]; mapIds: number[] };
    assert.ok(programIds.length > 10 && mapIds.length > 10);
    await sleep(200);
    const there = async () =>
      (await Promise.all(programIds.map((id) => exists('prog', id)))).concat(
        await Promise.all(mapIds.map((id) => exists('map', id)))
      );
    assert.ok((await there()).every(Boolean), 'what a process holds is to be seen');
    child.kill('SIGKILL');
    await once(child, 'exit');
    // The kernel frees them after a grace period.
    for (let waits = 0; (await there()).includes(true); waits++) {
      assert.ok(waits < 100, 'programs or maps are still there');
      await sleep(200);
    }
  });
});

function exists(kind: 'prog' | 'map', id: number): Promise<boolean> {
  return new Promise((resolve) => {
    // As the Makefile finds it: a user's PATH may lack /usr/sbin.
    const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
    execFile('bpftool', [kind, 'show', 'id', String(id)], { env }, (error) => resolve(error === null));
  });
}
