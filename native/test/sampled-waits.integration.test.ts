import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { probe, SampleKind, type SessionTotals } from '../index.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { type RecordedSample, RecordedSession, type Recording, sum, WaitClass } from './recorded-session.ts';

before(buildWorkloads);

type ManyPlaces = Record<'often' | 'oftenNs' | 'longs' | 'longNs', number>;

/** `besides`: what is done meanwhile with the process. */
async function recordManyPlaces(stacksPerSecond: number, besides?: (pid: number) => Promise<void>) {
  const workload = await startWorkload('many-places');
  const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'], stacksPerSecond });
  const work = workload.run();
  await recorded.during(Promise.all([work, besides?.(workload.pid)]));
  const truth = await work;
  const recording = recorded.finish();
  await workload.end();
  const sleeps = recording.samples.filter(({ waitClass }) => waitClass === WaitClass.sleep);
  return { ...recording, sleeps, truth: truth as unknown as ManyPlaces };
}

/**
 * The shares of the long sleeps, which are one of ten, in count and time. The program's clock also has the delay of each
 * wakeup, which on a busy machine is longer than a brief sleep, so the time in the run queue is counted in.
 */
function assertTrueShares(totals: SessionTotals, samples: readonly RecordedSample[], truth: ManyPlaces): void {
  const { offCpuEstimated: estimated } = totals;
  const classes: readonly number[] = [WaitClass.sleep, WaitClass.runnable];
  const below = (name: string) =>
    samples.filter(({ frames, waitClass }) => classes.includes(waitClass) && frames.includes(name));
  const longs = below('wait_long');
  const often = below('wait_often');
  const share = (part: typeof samples, all: typeof samples, of: 'count' | 'timeNs') =>
    Number(sum(part.map((sample) => sample[of]))) / Number(sum(all.map((sample) => sample[of])));
  const both = [...longs, ...often];
  const trueCount = truth.longs / (truth.longs + truth.often);
  const countError = Math.sqrt((trueCount * (1 - trueCount)) / estimated.effectiveSwitchSamples);
  const count = share(longs, both, 'count');
  assert.ok(Math.abs(count - trueCount) < 5 * countError, `${count} of the switches, truly ${trueCount}`);
  // It also has what a sleep runs on the CPU; that is at most all that the thread ran.
  const ranNs = Number(sum(totals.threads.map(({ onCpuNs }) => onCpuNs))) / (truth.longs + truth.often);
  const trueShare = (ranInASleepNs: number) => {
    const longNs = truth.longNs - truth.longs * ranInASleepNs;
    return longNs / (longNs + truth.oftenNs - truth.often * ranInASleepNs);
  };
  const timeError = Math.max(trueShare(0), 1 - trueShare(0)) / Math.sqrt(estimated.effectiveTimeSamples);
  const time = share(longs, both, 'timeNs');
  const text = `${time} of the time, truly ${trueShare(0)} to ${trueShare(ranNs)}`;
  assert.ok(time > trueShare(0) - 5 * timeError && time < trueShare(ranNs) + 5 * timeError, text);
}

describe('waits in more places than there is budget for', () => {
  test('are estimated: sums exact, true shares inside five standard errors', async () => {
    const { samples, totals, truth } = await recordManyPlaces(200);
    const { offCpuEstimated: estimated } = totals;
    assert.ok(samples.every(({ kind }) => kind === SampleKind.offCpu));
    assert.equal(
      sum(samples.map(({ timeNs }) => timeNs)),
      sum(totals.threads.map(({ runnableNs, blockedNs }) => runnableNs + blockedNs))
    );
    assert.equal(
      sum(samples.map(({ count }) => count)),
      sum(totals.threads.map(({ voluntarySwitches, involuntarySwitches }) => voluntarySwitches + involuntarySwitches))
    );
    // Each row tells how much of it is estimated, and how surely.
    assert.equal(sum(samples.map(({ estimatedNs }) => estimatedNs)), estimated.timeNs);
    assert.ok(samples.every(({ estimatedNs, timeNs }) => estimatedNs <= timeNs));
    const variance = samples.reduce((all, { varianceNs2 }) => all + varianceNs2, 0);
    const kish = Number(estimated.timeNs) ** 2 / variance;
    // By the same squares, but for waits that were captured one and all.
    assert.ok(kish >= 0.99 * estimated.effectiveTimeSamples && kish < 5 * estimated.effectiveTimeSamples, `${kish}`);
    assert.ok(estimated.switches > BigInt(truth.often) / 2n, `${estimated.switches} estimated`);
    assert.ok(Number(estimated.samples) < (truth.often + truth.longs) / 4, `${estimated.samples} captures`);

    assertTrueShares(totals, samples, truth);
  });

  test('are captured by their length where the kernel can: whole stacks, times surer than counts', async (t) => {
    if (!probe().some(({ id, met }) => id === 'resume-capture' && met)) {
      t.skip('this kernel runs no BPF when a thread gets back to user mode (Linux 6.18)');
      return;
    }
    const { totals, sleeps } = await recordManyPlaces(200);
    const { offCpuEstimated: estimated } = totals;
    assert.ok(
      estimated.effectiveTimeSamples > estimated.effectiveSwitchSamples,
      `effective samples: ${estimated.effectiveTimeSamples} of time, ${estimated.effectiveSwitchSamples} of count`
    );
    assert.equal(totals.offCpuLost['long-wait-refused'] ?? 0n, 0n);
    for (const { frames } of sleeps) {
      assert.ok(frames.includes('hrtimer_nanosleep_[k]') && frames.includes('sleep_ns'), frames.join(' < '));
      assert.equal(frames.at(-1), '_start');
    }
  });

  test('are estimated as truly while other sessions come and go', async () => {
    const others: Recording[] = [];
    const { samples, totals, sleeps, truth } = await recordManyPlaces(200, async (pid) => {
      for (const stacksPerSecond of [200, 0, 400]) {
        await wait(400);
        const other = new RecordedSession({ pids: [pid], events: ['off-cpu'], stacksPerSecond });
        await other.during(wait(400));
        others.push(other.finish());
      }
    });
    assertTrueShares(totals, samples, truth);
    for (const recording of [{ samples, totals }, ...others]) {
      const { threads } = recording.totals;
      assert.equal(
        sum(recording.samples.map(({ timeNs }) => timeNs)),
        sum(threads.map(({ runnableNs, blockedNs }) => runnableNs + blockedNs))
      );
      assert.equal(
        sum(recording.samples.map(({ count }) => count)),
        sum(threads.map(({ voluntarySwitches, involuntarySwitches }) => voluntarySwitches + involuntarySwitches))
      );
    }
    const isUnsampled = ({ frames }: RecordedSample) => frames[0] === '[unsampled]';
    const unsampledNs = Number(sum(sleeps.filter(isUnsampled).map(({ timeNs }) => timeNs)));
    const share = unsampledNs / Number(sum(sleeps.map(({ timeNs }) => timeNs)));
    assert.ok(share < 0.02, `${share} of the time asleep has no stack`);
    assert.ok(others[1]!.samples.every(isUnsampled), 'one that wants no stacks has none');
    for (const index of [0, 2]) {
      const stacks = others[index]!.samples.filter(({ frames }) => frames.includes('sleep_ns'));
      assert.ok(stacks.length > 10, `${stacks.length} stacks in ${index}`);
    }
  });

  test('without any budget there are exact totals and no stack', async () => {
    const { samples, totals, truth } = await recordManyPlaces(0);
    assert.ok(samples.every(({ frames }) => frames[0] === '[unsampled]'));
    const sleep = totals.waitClasses.find(({ waitClass }) => waitClass === WaitClass.sleep);
    // The timer of a brief sleep may have run out before the thread was off the CPU.
    const sleeps = BigInt(truth.often + truth.longs);
    const missed = totals.offCpuLost['event-missed'] ?? 0n;
    const seen = (sleep?.switches ?? 0n) + missed;
    assert.ok(seen <= sleeps + missed && seen >= sleeps - sleeps / 1000n, `${seen} of ${sleeps} sleeps`);
    assert.equal(totals.offCpuEstimated.samples, 0n);
  });
});
