import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SampleKind, type SessionOptions } from '../index.ts';
import { buildWorkloads, startWorkload, type Truth } from './gated-workload.ts';
import { type Recording, RecordedSession, sum } from './recorded-session.ts';

before(buildWorkloads);

interface Recorded {
  readonly recording: Recording;
  readonly truth: Truth;
}

async function record(program: string, options: string[], session: Partial<SessionOptions> = {}): Promise<Recorded> {
  const workload = await startWorkload(program, ...options);
  const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'], wakers: true, ...session });
  const truth = await recorded.during(workload.run());
  const recording = recorded.finish();
  await workload.end();
  return { recording, truth };
}

const wakeups = ({ samples }: Recording, tid?: number) =>
  samples.filter((row) => row.kind === SampleKind.wakeup && (tid === undefined || row.tid === tid));

const countIn = (rows: ReturnType<typeof wakeups>, ...names: string[]): number =>
  Number(sum(rows.filter(({ frames }) => names.every((name) => frames.includes(name))).map(({ count }) => count)));

/** Of each thread, the wakeups are its ended waits: both are counted, not estimated. */
function assertAddsUp({ samples, totals }: Recording): void {
  for (const { tid } of totals.threads) {
    const ended = sum(totals.wakers.filter((row) => row.tid === tid).map(({ waits }) => waits));
    assert.equal(sum(wakeups({ samples, totals, exitedTgids: [] }, tid).map(({ count }) => count)), ended);
  }
}

describe('stacks of wakers', () => {
  test('of two threads that pass a byte, the write of the other', async () => {
    const { recording, truth } = await record('pipe-pingpong', ['--round-trips', '3001']);
    assertAddsUp(recording);
    const [ping, pong] = truth.threads;
    for (const [tid, waker] of [
      [ping!.tid, 'answer'],
      [pong!.tid, 'main'],
    ] as const) {
      const rows = wakeups(recording, tid);
      const all = countIn(rows);
      assert.ok(all > 300, String(all));
      const named = countIn(rows, waker, 'try_to_wake_up_[k]');
      assert.ok(named >= 0.95 * all - 5, `${named} of ${all} in ${waker}`);
    }
  });

  test('of a lock, who unlocks it; of a sleep, a timer', async () => {
    const { recording } = await record('lock-fight', ['--seconds', '1']);
    assertAddsUp(recording);
    const rows = wakeups(recording);
    const timers = countIn(rows, '[woken by a timer]');
    const unlocked = countIn(rows, 'futex_wake_[k]', 'fight');
    const locks = recording.totals.wakers.filter(({ waitClass }) => waitClass === 5);
    assert.ok(timers > 10);
    assert.ok(unlocked >= 0.9 * Number(sum(locks.map(({ waits }) => waits))) - 5, String(unlocked));
  });

  test('of a process that is no target only the kernel’s part', async () => {
    const workload = await startWorkload('forker', '--children', '5');
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'], wakers: true });
    await recorded.during(workload.run());
    const recording = recorded.finish();
    await workload.end();
    const byChildren = wakeups(recording).filter(({ frames }) => frames.includes('[truncated: waker-no-target]'));
    assert.ok(byChildren.length > 0);
    for (const { frames } of byChildren) assert.ok(frames.slice(0, -1).every((name) => name.endsWith('_[k]')));
  });

  test('without a budget for stacks all are [unsampled]', async () => {
    const { recording } = await record('pipe-pingpong', ['--round-trips', '301'], { stacksPerSecond: 0 });
    assertAddsUp(recording);
    assert.ok(countIn(wakeups(recording), '[unsampled]') > 100);
  });
});
