import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { assertAddsUp } from './assert-adds-up.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import {
  type RecordedSample,
  RecordedSession,
  type Recording,
  sum,
  unsampledSwitches,
  WaitClass,
} from './recorded-session.ts';

before(buildWorkloads);

const MIN_WAIT_US = 5_000;
const TOO_SHORT = '[unsampled: shorter than the minimum wait]';

type PipesAndSleeps = Record<'sleeps' | 'reads' | 'longSleeps' | 'longSleepNs' | 'longReads' | 'longReadNs', number>;

async function record(program: string, options: Partial<ConstructorParameters<typeof RecordedSession>[0]>) {
  const workload = await startWorkload(program, ...(program === 'many-places' ? ['--sleeps', '8009'] : []));
  const recorded = new RecordedSession({
    pids: [workload.pid],
    events: ['off-cpu'],
    stacksPerSecond: 100_000,
    ...options,
  });
  const truth = await recorded.during(workload.run());
  const recording = recorded.finish();
  await workload.end();
  return { recording, truth };
}

const isTooShort = ({ frames }: RecordedSample) => frames[0] === TOO_SHORT;
const isUnsampled = ({ frames }: RecordedSample) => frames[0] === '[unsampled]';
const countOf = (samples: readonly RecordedSample[]) => Number(sum(samples.map(({ count }) => count)));
const timeOf = (samples: readonly RecordedSample[]) => Number(sum(samples.map(({ timeNs }) => timeNs)));
const missedIn = ({ totals }: Recording) => Number(totals.offCpuLost['event-missed'] ?? 0n);

/** Of each thread and stack: no wait that it counts can have been shorter than the minimum. */
function assertLongEnough(recording: Recording): void {
  const sums = new Map<string, { waits: number; timeNs: number }>();
  for (const { tid, frames, count, timeNs } of recording.samples) {
    if (frames[0]!.startsWith('[unsampled')) continue;
    const key = `${tid} ${frames.join(' < ')}`;
    const { waits, timeNs: before } = sums.get(key) ?? { waits: 0, timeNs: 0 };
    sums.set(key, { waits: waits + Number(count), timeNs: before + Number(timeNs) });
  }
  for (const [key, { waits, timeNs }] of sums) {
    assert.ok(timeNs >= waits * MIN_WAIT_US * 1e3, `${waits} waits in ${timeNs} ns at ${key}`);
  }
}

describe('a minimum wait', () => {
  test('gives stacks to long waits only, though short ones are in the same places', async () => {
    const { recording, truth: all } = await record('pipes-and-sleeps', { minWaitUs: MIN_WAIT_US });
    const truth = all as unknown as PipesAndSleeps;
    assertAddsUp(recording);
    assertLongEnough(recording);
    const { samples } = recording;
    assert.ok(countOf(samples.filter(isTooShort)) > truth.reads / 4);
    for (const [call, waitClass, waits, timeNs] of [
      ['sleeps_long', WaitClass.sleep, truth.longSleeps, truth.longSleepNs],
      ['reads_a_byte', WaitClass.pipe, truth.longReads, truth.longReadNs],
    ] as const) {
      const below = samples.filter(({ frames }) => frames.includes(call));
      const slack = missedIn(recording) + unsampledSwitches(samples, waitClass) + Math.ceil(waits * 0.02);
      const counted = countOf(below.filter((sample) => sample.waitClass === waitClass));
      assert.ok(Math.abs(counted - waits) <= slack, `${counted} of ${waits} waits below ${call}`);
      const off = Math.abs(timeOf(below) / timeNs - 1);
      assert.ok(off < 0.02, `${timeOf(below)} of ${timeNs} ns below ${call}`);
    }
  });

  test('of nothing changes nothing', async () => {
    const { recording, truth: all } = await record('pipes-and-sleeps', {});
    const truth = all as unknown as PipesAndSleeps;
    assertAddsUp(recording);
    assert.deepEqual(recording.samples.filter(isTooShort), []);
    const reads = countOf(recording.samples.filter(({ frames }) => frames.includes('reads_a_byte')));
    assert.ok(reads > truth.reads / 4, `${reads} waits for ${truth.reads} reads have a stack`);
  });

  test('leaves the budget of captures to share out what is long', async () => {
    const { recording, truth } = await record('many-places', { minWaitUs: 500, stacksPerSecond: 200 });
    assertAddsUp(recording);
    const asleep = recording.samples.filter(({ waitClass }) => waitClass === WaitClass.sleep);
    assert.ok(countOf(asleep.filter(isTooShort)) > 0);
    const longs = countOf(asleep.filter(({ frames }) => frames.includes('wait_long')));
    // Brief sleeps that a busy machine made long are among those that are shared out.
    const others = countOf(asleep.filter((sample) => !isTooShort(sample) && !sample.frames.includes('wait_long')));
    const trueLongs = truth['longs'] as number;
    const error = Math.sqrt((longs * others) / (recording.totals.offCpuEstimated.effectiveSwitchSamples || 1));
    assert.ok(
      Math.abs(longs - trueLongs) <= 5 * error + 0.01 * trueLongs + missedIn(recording),
      `${longs} of ${trueLongs}`
    );
  });

  test('without stacks is none', async () => {
    const { recording } = await record('pipes-and-sleeps', { minWaitUs: MIN_WAIT_US, stacksPerSecond: 0 });
    assertAddsUp(recording);
    assert.ok(recording.samples.every(isUnsampled));
  });

  test('of two sessions at once is the smaller one', async () => {
    const workload = await startWorkload('pipes-and-sleeps');
    const long = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'], minWaitUs: MIN_WAIT_US });
    const work = workload.run();
    const brief = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
    await long.during(new Promise((resolve) => setTimeout(resolve, 1_200)));
    const briefRecording = brief.finish();
    await long.during(work);
    const longRecording = long.finish();
    await workload.end();
    for (const recording of [briefRecording, longRecording]) assertAddsUp(recording);
    assert.deepEqual(briefRecording.samples.filter(isTooShort), []);
    assert.ok(longRecording.samples.some(isTooShort), 'after the other session has ended');
  });
});
