import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SampleKind, type SessionOptions, type StallTotals } from '../index.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { type Recording, RecordedSession, sum } from './recorded-session.ts';

interface LoopTruth {
  readonly name: string;
  readonly longRounds: number;
  readonly longNs: number;
  readonly longestNs: number;
}

const THRESHOLD_MS = 50;

before(buildWorkloads);

async function record(options: Partial<SessionOptions>): Promise<{ recording: Recording; loops: LoopTruth[] }> {
  const workload = await startWorkload('loop-stall', '--threshold-ms', String(THRESHOLD_MS));
  const recorded = new RecordedSession({
    pids: [workload.pid],
    frequencyHz: 499,
    // A stack for every wait: within the usual budget a busy machine's preemptions can crowd out a sleep.
    stacksPerSecond: 100_000,
    stallThresholdMs: THRESHOLD_MS,
    ...options,
  });
  const truth = await recorded.during(workload.run());
  const recording = recorded.finish();
  await workload.end();
  return { recording, loops: truth['loops'] as LoopTruth[] };
}

const ofThread = ({ totals }: Recording, name: string): StallTotals | undefined =>
  totals.stalls.find((row) => row.name === name);

const samplesOf = ({ samples }: Recording, { tid }: StallTotals) =>
  samples.filter((row) => row.tid === tid && (row.kind === SampleKind.stallOnCpu || row.kind === SampleKind.stallWait));

const timeIn = (samples: ReturnType<typeof samplesOf>, name: string): number =>
  Number(sum(samples.filter(({ frames }) => frames.includes(name)).map(({ timeNs }) => timeNs)));

/** A loop's rounds as it timed them itself, but for those with a missing event (bpf/repair.bpf.h). */
function assertAsMeasured({ totals }: Recording, row: StallTotals, truth: LoopTruth): void {
  const missed = Number(totals.offCpuLost['event-missed'] ?? 0n);
  assert.ok(Math.abs(Number(row.stalls) - truth.longRounds) <= missed, `${row.stalls} of ${truth.longRounds}`);
  if (missed > 0) return;
  const measured = Number(row.onCpuNs + row.runnableNs + row.blockedNs);
  assert.ok(Math.abs(measured - truth.longNs) <= 0.02 * truth.longNs, `${measured} of ${truth.longNs}`);
  assert.ok(Math.abs(Number(row.longestNs) - truth.longestNs) <= 0.02 * truth.longestNs);
}

describe('stalls of event loops', () => {
  test('number, time and what the loop did, on and off the CPU; a loop that never waits has none', async () => {
    const { recording, loops } = await record({});
    const [burning, sleeping, busy] = loops.map(({ name }) => ofThread(recording, name));
    assertAsMeasured(recording, burning!, loops[0]!);
    assertAsMeasured(recording, sleeping!, loops[1]!);
    for (const row of [burning!, sleeping!]) {
      const samples = samplesOf(recording, row);
      assert.equal(sum(samples.map(({ timeNs }) => timeNs)), row.onCpuNs + row.runnableNs + row.blockedNs);
    }
    const burnt = timeIn(samplesOf(recording, burning!), 'hold_up_by_burning');
    assert.ok(burnt >= 0.95 * Number(burning!.onCpuNs), `${burnt} of ${burning!.onCpuNs}`);
    const slept = timeIn(samplesOf(recording, sleeping!), 'hold_up_by_sleeping');
    assert.ok(slept >= 0.95 * Number(sleeping!.blockedNs), `${slept} of ${sleeping!.blockedNs}`);
    // Ticks saw it poll, which proves that its 700 ms were many rounds.
    assert.equal(busy!.stalls, 0n);
    assert.ok(Number(busy!.neverIdleNs) >= 600e6, String(busy!.neverIdleNs));
    assert.deepEqual(recording.totals.stallsLost, {});
  });

  test('off CPU alone: the same numbers, CPU time without stacks', async () => {
    const { recording, loops } = await record({ events: ['off-cpu'] });
    const burning = ofThread(recording, 'burning-loop')!;
    assertAsMeasured(recording, burning, loops[0]!);
    assert.ok(timeIn(samplesOf(recording, burning), '[unsampled]') >= Number(burning.onCpuNs));
    assert.equal(timeIn(samplesOf(recording, burning), 'hold_up_by_burning'), 0);
  });

  test('nothing is told below the threshold, or when not asked for', async () => {
    const above = await record({ stallThresholdMs: 10_000 });
    const off = await record({ stallThresholdMs: 0 });
    for (const { totals, samples } of [above.recording, off.recording]) {
      assert.deepEqual(totals.stalls, []);
      assert.ok(samples.every(({ kind }) => kind !== SampleKind.stallOnCpu && kind !== SampleKind.stallWait));
    }
  });
});
