import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openSession, probe, type Session } from '../index.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { type RecordedSample, RecordedSession, WaitClass } from './recorded-session.ts';

/** While it is open the programs of other sessions are loaded already, so they begin at once. */
let holder: Session | undefined;

before(() => {
  buildWorkloads();
  holder = openSession({ pids: [process.pid], events: ['off-cpu'], frequencyHz: 99 });
});
after(() => holder?.close());

const isKernel = (frame: string) => frame.endsWith('_[k]');
const isStack = ({ frames }: RecordedSample) => !frames[0]!.startsWith('[');

/** The kernel's parts of stacks, by the user's. */
function kernelParts(samples: readonly RecordedSample[]): Map<string, Set<string>> {
  const parts = new Map<string, Set<string>>();
  for (const { frames } of samples.filter(isStack)) {
    const user = frames.filter((frame) => !isKernel(frame)).join(' < ');
    const kernel = frames.filter(isKernel).join(' < ');
    parts.set(user, (parts.get(user) ?? new Set()).add(kernel));
  }
  return parts;
}

function assertOneStackAPlace(samples: readonly RecordedSample[]): void {
  const parts = kernelParts(samples);
  assert.ok(parts.size > 0);
  for (const [user, kernel] of parts) assert.equal(kernel.size, 1, `${[...kernel].join('\n')}\nof ${user}`);
  for (const { frames } of samples) {
    assert.ok(
      frames.every((frame) => !/^(__)?schedule(_\[k\]|_timeout|_hrtimeout)/.test(frame)),
      frames.join(' < ')
    );
  }
}

describe('a place where a thread waits has one stack', () => {
  test('whether the wait began in the session or before it', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '3', '--sleeps', '29');
    const work = workload.run();
    await wait(200);
    const asleep: RecordedSample[] = [];
    for (let i = 0; i < 30; i++) {
      const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
      await wait(40);
      asleep.push(...recorded.finish().samples.filter((sample) => sample.waitClass === WaitClass.sleep));
    }
    await work;
    await workload.end();
    // Sessions are shorter than a sleep: in many there is nothing but one from before, which is no switch of theirs.
    assert.ok(asleep.some((sample) => isStack(sample) && sample.count === 0n));
    assert.ok(asleep.some((sample) => isStack(sample) && sample.count > 0n));
    assertOneStackAPlace(asleep);
  });

  for (const [program, waitClass, ...options] of [
    ['pipe-pingpong', WaitClass.pipe, '--round-trips', '100003'],
    ['lock-fight', WaitClass.lock, '--seconds', '2'],
    ['tcp-wait', WaitClass.network, '--requests', '211'],
    ['poll-idle', WaitClass.pollIdle, '--events', '199'],
  ] as const) {
    test(`of ${program}`, async () => {
      const workload = await startWorkload(program, ...options);
      const work = workload.run();
      await wait(50);
      const samples: RecordedSample[] = [];
      for (let i = 0; i < 3; i++) {
        const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
        await recorded.during(wait(100));
        samples.push(...recorded.finish().samples.filter((sample) => sample.waitClass === waitClass));
      }
      await work;
      await workload.end();
      assertOneStackAPlace(samples);
    });
  }

  test('whether it was captured when it began or for its length', async (t) => {
    if (!probe().some(({ id, met }) => id === 'resume-capture' && met)) {
      t.skip('this kernel runs no BPF when a thread gets back to user mode (Linux 6.18)');
      return;
    }
    const workload = await startWorkload('many-places', '--sleeps', '8009');
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'], stacksPerSecond: 200 });
    await recorded.during(workload.run());
    const { samples, totals } = recorded.finish();
    await workload.end();
    assert.ok(totals.offCpuEstimated.effectiveTimeSamples > totals.offCpuEstimated.effectiveSwitchSamples);
    assertOneStackAPlace(samples.filter((sample) => sample.waitClass === WaitClass.sleep));
  });
});
