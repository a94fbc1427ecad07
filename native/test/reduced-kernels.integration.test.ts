import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SampleKind } from '../index.ts';
import { assertAddsUp } from './assert-adds-up.ts';
import { assertWithin } from './assert-within.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession, sum, WaitClass } from './recorded-session.ts';

/**
 * Kernels of 5.14 lack these in mainline. The kernel at hand has them, so they are taken away: before the addon looks,
 * hence in a file of its own.
 */
process.env['MESHPROF_WITHHELD_KERNEL_FEATURES'] = 'task_pt_regs,sleepable_iterators,growing_maps_in_perf_events';

before(buildWorkloads);

describe('on a kernel without what came after 5.14', () => {
  test('CPU time, waits and their stacks are the same', async () => {
    const workload = await startWorkload('busy-sleep', '--seconds', '2', '--sleeps', '97');
    const recorded = new RecordedSession({ pids: [workload.pid], frequencyHz: 499 });
    const truth = await recorded.during(workload.run());
    const recording = recorded.finish();
    await workload.end();

    assertAddsUp(recording);
    const ticks = recording.samples.filter(({ kind }) => kind === SampleKind.onCpu);
    assertWithin(Number(sum(ticks.map(({ count }) => count))), (Number(truth['cpuNs']) / 1e9) * 499, 0.15, 'ticks');
    const computing = ticks.filter(({ frames }) => frames.includes('burn_cpu_ns') && frames.includes('main'));
    assert.ok(computing.length > 0);
    const sleeps = recording.samples.filter(({ waitClass }) => waitClass === WaitClass.sleep);
    assert.equal(sum(sleeps.map(({ count }) => count)), 97n);
    assert.ok(sleeps.every(({ frames, complete }) => complete && frames.includes('sleep_ns')));
  });

  test('page faults are counted and have their function', async () => {
    const workload = await startWorkload('page-fault', '--pages', '13', '--fresh-quarters', '11');
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['page-fault'] });
    await recorded.during(workload.run());
    const { samples } = recorded.finish();
    await workload.end();
    const three = samples.filter(({ frames }) => frames.includes('touch_three'));
    assert.equal(sum(three.map(({ count }) => count)), 33n);
  });

  test('a wait that began before the session has its innermost frame and the kernel’s', async () => {
    const workload = await startWorkload('busy-sleep');
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
    await recorded.during(sleep(300));
    const { samples } = recorded.finish();
    void workload.run();
    await workload.end();
    // Its gate is a socket: so Node connects standard input.
    const waits = samples.filter(({ waitClass }) => waitClass === WaitClass.network);
    const seen = JSON.stringify(waits.map(({ frames, complete }) => ({ frames, complete })));
    assert.ok(waits.length > 0 && waits.every(({ complete }) => !complete), seen);
    assert.ok(
      waits.some(({ frames }) => frames.some((frame) => /^(__)?(libc_)?read$/.test(frame))),
      seen
    );
    assert.ok(
      waits.some(({ frames }) => frames.some((frame) => frame.endsWith('_[k]'))),
      seen
    );
  });
});
