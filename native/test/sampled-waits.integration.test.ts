import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { probe, SampleKind } from '../index.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession, sum, WaitClass } from './recorded-session.ts';

before(buildWorkloads);

async function recordManyPlaces(stacksPerSecond: number) {
  const workload = await startWorkload('many-places');
  const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'], stacksPerSecond });
  const truth = await recorded.during(workload.run());
  const recording = recorded.finish();
  await workload.end();
  const sleeps = recording.samples.filter(({ waitClass }) => waitClass === WaitClass.sleep);
  return { ...recording, sleeps, truth: truth as unknown as Record<'often' | 'oftenNs' | 'longs' | 'longNs', number> };
}

describe('waits in more places than there is budget for', () => {
  test('are estimated: sums exact, true shares inside five standard errors', async () => {
    const { samples, totals, sleeps, truth } = await recordManyPlaces(200);
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

    const longs = sleeps.filter(({ frames }) => frames.includes('wait_long'));
    const often = sleeps.filter(({ frames }) => frames.includes('wait_often'));
    const share = (part: typeof sleeps, all: typeof sleeps, of: 'count' | 'timeNs') =>
      Number(sum(part.map((sample) => sample[of]))) / Number(sum(all.map((sample) => sample[of])));
    const both = [...longs, ...often];
    const trueCount = truth.longs / (truth.longs + truth.often);
    const countError = Math.sqrt((trueCount * (1 - trueCount)) / estimated.effectiveSwitchSamples);
    const count = share(longs, both, 'count');
    assert.ok(Math.abs(count - trueCount) < 5 * countError, `${count} of the switches, truly ${trueCount}`);
    // The program's clock also has what a sleep runs on the CPU; that is at most all that the thread ran.
    const ranNs = Number(sum(totals.threads.map(({ onCpuNs }) => onCpuNs))) / (truth.longs + truth.often);
    const trueShare = (ranInASleepNs: number) => {
      const longNs = truth.longNs - truth.longs * ranInASleepNs;
      return longNs / (longNs + truth.oftenNs - truth.often * ranInASleepNs);
    };
    const timeError = Math.max(trueShare(0), 1 - trueShare(0)) / Math.sqrt(estimated.effectiveTimeSamples);
    const time = share(longs, both, 'timeNs');
    const text = `${time} of the time, truly ${trueShare(0)} to ${trueShare(ranNs)}`;
    assert.ok(time > trueShare(0) - 5 * timeError && time < trueShare(ranNs) + 5 * timeError, text);
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
