import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { before, describe, test } from 'node:test';
import { SampleKind } from '../index.ts';
import { assertAddsUp } from './assert-adds-up.ts';
import { assertCpuTime, watchStolen } from '../../tests/harness/assert-cpu-time.ts';
import { assertWithin } from './assert-within.ts';
import { buildWorkloads, startWorkload, untilAsleep } from './gated-workload.ts';
import { kernelSwitches } from './kernel-switches.ts';
import { RecordedSession, type Recording, sum, unsampledSwitches, WaitClass } from './recorded-session.ts';

before(buildWorkloads);

const oneCpu = availableParallelism() < 2 && 'the program changes between two CPUs';

/** Switches of which no event came; the kernel's counters still have them, in no class of their own. */
const missed = ({ totals }: Recording) => Number(totals.offCpuLost['event-missed'] ?? 0n);

describe('threads that change between two CPUs thousands of times', { skip: oneCpu }, () => {
  test('account for all their time, and have whole stacks', async () => {
    const workload = await startWorkload('migrate');
    const switchesBefore = kernelSwitches(workload.pid);
    const recorded = new RecordedSession({ pids: [workload.pid], frequencyHz: 499 });
    const stolenSinceNs = watchStolen();
    const truth = await recorded.during(workload.run());
    const stolenAtMostNs = stolenSinceNs();
    await recorded.during(untilAsleep(workload.pid));
    const switchesAfter = kernelSwitches(workload.pid);
    const recording = recorded.finish();
    await workload.end();

    assertAddsUp(recording);
    const { threads, durationNs } = recording.totals;
    assert.equal(threads.length, 2);
    for (const thread of threads) {
      // Both threads live through all of the session.
      const elapsed = Number(thread.onCpuNs + thread.runnableNs + thread.blockedNs);
      assertWithin(elapsed, Number(durationNs), 0.01, 'on CPU + runnable + blocked');
      const [voluntary, involuntary] = switchesAfter.get(thread.tid)!;
      const [voluntaryBefore, involuntaryBefore] = switchesBefore.get(thread.tid)!;
      assert.equal(thread.voluntarySwitches, voluntary - voluntaryBefore);
      assert.equal(thread.involuntarySwitches, involuntary - involuntaryBefore);
      // The kernel's clock has some microseconds of each switch that are not the thread's, and the waking of an idle CPU.
      const { cpuNs } = truth.threads.find(({ tid }) => tid === thread.tid)!;
      const wakeups = (truth['sleeps'] as number) / truth.threads.length;
      const ownNs = Number(thread.voluntarySwitches + thread.involuntarySwitches) * 3_000 + wakeups * 20_000;
      assertCpuTime({
        what: `thread ${thread.tid}`,
        onCpuNs: Number(thread.onCpuNs),
        kernelNs: cpuNs,
        allowedNs: 0.02 * cpuNs + ownNs,
        stolenAtMostNs,
      });
    }
    assertStacks(recording, truth);
  });
});

function assertStacks(recording: Recording, truth: Record<string, unknown>): void {
  const { samples, totals } = recording;
  const asleep = samples.filter(
    ({ waitClass, frames }) => waitClass === WaitClass.sleep && frames.includes('sleep_ns')
  );
  const sleeps = Number(sum(asleep.map(({ count }) => count)));
  const lacking = (truth['sleeps'] as number) - sleeps;
  const unsampled = unsampledSwitches(samples, WaitClass.sleep);
  const text = `${sleeps} of ${truth['sleeps'] as number} sleeps, ${unsampled} without a stack`;
  assert.ok(lacking >= 0 && lacking <= missed(recording) + unsampled, text);
  // A thread that moves itself waits for the CPU it leaves to let it go.
  const hopping = samples.filter(({ frames }) => frames.includes('hop_to'));
  const hops = Number(sum(hopping.map(({ count }) => count)));
  assert.ok(hops >= (truth['hops'] as number) * 0.9 - missed(recording), `${hops} waits below hop_to`);
  const withStack = samples.filter(({ frames }) => !frames[0]!.startsWith('[unsampled'));
  for (const { frames, complete } of withStack) assert.ok(complete, frames.join(' < '));
  const ticks = withStack.filter(({ kind }) => kind === SampleKind.onCpu);
  const working = ticks.filter(({ frames }) => frames.includes('hop_and_work'));
  assertWithin(
    Number(sum(working.map(({ count }) => count))),
    Number(sum(ticks.map(({ count }) => count))),
    0.02,
    'ticks'
  );
  const unsampledNs = sum(samples.filter((sample) => !withStack.includes(sample)).map(({ timeNs }) => timeNs));
  const allNs = sum(totals.waitClasses.map(({ timeNs }) => timeNs));
  assert.ok(Number(unsampledNs) < 0.02 * Number(allNs), `${unsampledNs} of ${allNs} ns have no stack`);
}
