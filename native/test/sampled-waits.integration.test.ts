import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SampleKind } from '../index.ts';
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
    // A sleep's own overhead, some 50 µs each, is time of its place, too: the program's clock has it.
    const trueTime = truth.longNs / (truth.longNs + truth.oftenNs);
    const timeError = Math.max(trueTime, 1 - trueTime) / Math.sqrt(estimated.effectiveTimeSamples);
    const time = share(longs, both, 'timeNs');
    assert.ok(Math.abs(time - trueTime) < 5 * timeError + 0.05, `${time} of the time, truly ${trueTime}`);
  });

  test('without any budget there are exact totals and no stack', async () => {
    const { samples, totals, truth } = await recordManyPlaces(0);
    assert.ok(samples.every(({ frames }) => frames[0] === '[unsampled]'));
    const sleep = totals.waitClasses.find(({ waitClass }) => waitClass === WaitClass.sleep);
    assert.equal(sleep?.switches, BigInt(truth.often + truth.longs));
    assert.equal(totals.offCpuEstimated.samples, 0n);
  });
});
