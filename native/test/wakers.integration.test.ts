import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { WakerTotals } from '../index.ts';
import { buildWorkloads, startWorkload, type Truth } from './gated-workload.ts';
import { type Recording, RecordedSession, sum, WaitClass } from './recorded-session.ts';

/** Index in WAKER_KINDS of contracts, which native must not import; tests/unit/shared-tables.test.ts compares. */
const WakerKind = { unknown: 0, process: 1, kernel: 2, network: 3, timer: 4, interrupt: 5 } as const;

before(buildWorkloads);

async function recordWakers(program: string, ...options: string[]): Promise<{ recording: Recording; truth: Truth }> {
  const workload = await startWorkload(program, ...options);
  const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'], wakers: true });
  const truth = await recorded.during(workload.run());
  const recording = recorded.finish();
  await workload.end();
  assertAddsUp(recording);
  return { recording, truth };
}

const waits = (rows: readonly WakerTotals[]): bigint => sum(rows.map((row) => row.waits));
const timeNs = (rows: readonly WakerTotals[]): bigint => sum(rows.map((row) => row.timeNs));

/** All waits but the last of each thread, which the session's end may cut. */
function assertAddsUp({ totals }: Recording): void {
  const blocking = totals.waitClasses.filter(({ waitClass }) => waitClass !== 1 && waitClass !== 2);
  for (const { waitClass, switches, timeNs: classNs } of blocking) {
    const rows = totals.wakers.filter((row) => row.waitClass === waitClass);
    const threads = BigInt(totals.threads.length);
    assert.ok(waits(rows) >= switches - threads && waits(rows) <= switches + threads, `${waits(rows)} of ${switches}`);
    assert.ok(timeNs(rows) <= classNs);
  }
  assert.deepEqual(totals.wakersLost, {});
}

/** Waits that began before anybody could see them wake, or whose event went missing, have an unknown waker. */
function knownOf({ totals }: Recording, tid: number, waitClass: number): readonly WakerTotals[] {
  const rows = totals.wakers.filter((row) => row.tid === tid && row.waitClass === waitClass);
  const known = rows.filter(({ kind }) => kind !== WakerKind.unknown);
  assert.ok(Number(waits(known)) >= 0.99 * Number(waits(rows)) - 2, JSON.stringify(rows, bigints));
  return known;
}

const bigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** Nearly all of these waits were ended by this thread. */
function assertEndedBy(rows: readonly WakerTotals[], wakerTid: number, atLeast: number): void {
  const by = rows.filter((row) => row.kind === WakerKind.process && row.wakerTid === wakerTid);
  assert.ok(Number(waits(by)) >= atLeast, JSON.stringify(rows, bigints));
  assert.ok(Number(waits(by)) >= 0.99 * Number(waits(rows)) - 2, JSON.stringify(rows, bigints));
}

describe('who ended a wait', () => {
  test('two threads that pass a byte are each other’s waker', async () => {
    const { recording, truth } = await recordWakers('pipe-pingpong', '--round-trips', '3001');
    const [ping, pong] = truth.threads;
    for (const [thread, partner] of [
      [ping!, pong!],
      [pong!, ping!],
    ] as const) {
      const rows = knownOf(recording, thread.tid, WaitClass.pipe);
      // A switch of the kernel's is a wait that its partner ended.
      assertEndedBy(rows, partner.tid, 0.9 * thread.voluntarySwitches - 2);
      assert.equal(rows.find((row) => row.wakerTid === partner.tid)?.wakerTgid, recording.totals.threads[0]!.tgid);
    }
    const pongs = recording.totals.wakers.find((row) => row.wakerTid === pong!.tid);
    assert.deepEqual([pongs!.wakerProcess, pongs!.wakerThread], ['pipe-pingpong', 'pipe-pong']);
  });

  test('over loopback, the sender, though a softirq delivers its packet', async () => {
    const { recording, truth } = await recordWakers('tcp-wait', '--requests', '97', '--delay-us', '5000');
    const [client, server] = truth.threads;
    assertEndedBy(knownOf(recording, client!.tid, WaitClass.network), server!.tid, 90);
    const sleeps = knownOf(recording, server!.tid, WaitClass.sleep);
    assert.ok(Number(waits(sleeps.filter(({ kind }) => kind === WakerKind.timer))) >= 95);
  });

  test('a sleep ends by a timer', async () => {
    const { recording, truth } = await recordWakers('busy-sleep', '--seconds', '1', '--sleeps', '97');
    const rows = knownOf(recording, truth.threads[0]!.tid, WaitClass.sleep);
    assert.deepEqual(
      rows.map(({ kind, wakerTgid, wakerTid }) => ({ kind, wakerTgid, wakerTid })),
      [{ kind: WakerKind.timer, wakerTgid: 0, wakerTid: 0 }]
    );
    // Some events never come (bpf/repair.bpf.h).
    assert.ok(waits(rows) >= 94n && waits(rows) <= 97n, String(waits(rows)));
  });

  test('a lock is given free by one that held it', async () => {
    const { recording, truth } = await recordWakers('lock-fight', '--seconds', '1');
    const fighters = truth.threads.map(({ tid }) => tid);
    for (const tid of fighters) {
      const rows = knownOf(recording, tid, WaitClass.lock);
      for (const { kind, wakerTid } of rows) {
        assert.equal(kind, WakerKind.process);
        assert.ok(fighters.includes(wakerTid) && wakerTid !== tid);
      }
    }
  });

  test('an event loop is woken by who sends it events', async () => {
    const { recording, truth } = await recordWakers(
      'poll-idle',
      '--events',
      '97',
      '--interval-us',
      '5000',
      '--work-us',
      '100'
    );
    const [loop, sender] = truth.threads;
    assertEndedBy(knownOf(recording, loop!.tid, WaitClass.pollIdle), sender!.tid, 10);
  });

  test('nothing is told without the option', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '1');
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
    await recorded.during(workload.run());
    assert.deepEqual(recorded.finish().totals.wakers, []);
    await workload.end();
  });
});
