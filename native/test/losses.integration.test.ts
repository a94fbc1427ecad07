import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SampleKind } from '../index.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession, sum } from './recorded-session.ts';

before(buildWorkloads);

describe('a ring that is too small', () => {
  test('loses stacks, counts them, and the sums stay exact', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '2');
    // A budget for all waits: one that is not chosen loses nothing.
    const options = { frequencyHz: 999, ringBytes: 4096, stacksPerSecond: 100_000 };
    const recorded = new RecordedSession({ pids: [workload.pid], ...options });
    const work = workload.run();
    // Not drained while it runs: the ring holds two or three records.
    await sleep(1500);
    const recording = recorded.finish();
    await work;
    await workload.end();

    const { totals, samples } = recording;
    const lost = totals.onCpuLost['ring-full'] ?? 0n;
    assert.ok(lost > 0n);
    assert.equal(totals.onCpuKept + lost, totals.onCpuExpected);

    const offCpu = samples.filter(({ kind }) => kind === SampleKind.offCpu);
    const switches = sum(totals.threads.map((thread) => thread.voluntarySwitches + thread.involuntarySwitches));
    assert.equal(sum(offCpu.map(({ count }) => count)), switches);
    assert.equal(
      sum(offCpu.map(({ timeNs }) => timeNs)),
      sum(totals.threads.map((thread) => thread.runnableNs + thread.blockedNs))
    );
    const unsampled = offCpu.filter(({ frames }) => frames[0] === '[unsampled]');
    assert.equal(sum(unsampled.map(({ count }) => count)), totals.offCpuLost['ring-full'] ?? 0n);
  });

  test('takes less stack memory of each sample before it loses any', async () => {
    const workload = await startWorkload('call-tree-nofp');
    const options = { frequencyHz: 999, ringBytes: 256 * 1024, events: ['on-cpu'] } as const;
    const recorded = new RecordedSession({ pids: [workload.pid], ...options });
    const work = workload.run();
    await sleep(2500);
    const { totals, samples } = recorded.finish();
    await work;
    await workload.end();
    assert.ok((totals.onCpuLost['ring-full'] ?? 0n) > 0n);
    // Slices as they are wanted, up to the top of the stack at about 5 KiB, fill the ring with 40 samples.
    assert.ok(totals.onCpuKept > 60n, `${totals.onCpuKept} kept`);
    const whole = sum(samples.filter(({ frames }) => frames.at(-1) === '_start').map(({ count }) => count));
    assert.ok(whole > 20n, `${whole} of them whole`);
  });
});
