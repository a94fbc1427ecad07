import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampledShare, wilsonInterval } from '@meshprof/contracts';
import type { OffCpuSample, Stack } from '../profile/process-profile.ts';
import { exampleProfile } from '../profile/profile-test-support.ts';
import { cpuCosts, waitCosts } from './cost-shares.ts';

const stack = (costCategory: Stack['costCategory']): Stack => ({
  frames: new Uint32Array(),
  complete: true,
  costCategory,
});
const stacks = [stack('tracing.span'), stack('router'), stack('unsampled')];

test('sums samples of a category over stacks and processes', () => {
  const one = exampleProfile({
    stacks,
    onCpu: [
      { stack: 0, thread: 'a', ticks: 10n },
      { stack: 0, thread: 'b', ticks: 6n },
    ],
  });
  const two = exampleProfile({ stacks, onCpu: [{ stack: 1, thread: 'a', ticks: 84n }] });
  assert.deepEqual(cpuCosts([one, two]), {
    'tracing.span': { samples: 16, ...wilsonInterval(16, 100) },
    router: { samples: 84, ...wilsonInterval(84, 100) },
  });
  assert.deepEqual(cpuCosts([exampleProfile({ onCpu: [] })]), {});
});

test('shares of waiting leave idle loops out and say what waits without a stack could add', () => {
  const wait = (index: number, timeNs: bigint, waitClass: OffCpuSample['waitClass'] = 'lock'): OffCpuSample => ({
    stack: index,
    thread: 'a',
    waitClass,
    switches: 1n,
    timeNs,
  });
  const profile = exampleProfile({
    stacks,
    offCpu: [wait(0, 30n), wait(1, 50n), wait(2, 20n), wait(1, 1_000n, 'poll-idle')],
  });
  assert.deepEqual(waitCosts([profile]), {
    'tracing.span': { switches: 1, timeNs: 30, share: 0.3, low: 0.3, high: 0.5 },
    router: { switches: 1, timeNs: 50, share: 0.5, low: 0.5, high: 0.7 },
    unsampled: { switches: 1, timeNs: 20, share: 0.2, low: 0.2, high: 0.2 },
  });
});

test('sampled waits widen every share, also that of a category whose own waits were all captured', () => {
  const wait = (index: number, timeNs: bigint, estimate?: OffCpuSample['estimate']): OffCpuSample => ({
    ...{ stack: index, thread: 'a', waitClass: 'lock', switches: 1n, timeNs },
    ...(estimate && { estimate }),
  });
  const profile = exampleProfile({
    stacks,
    offCpu: [
      wait(0, 300n),
      wait(0, 100n, { timeNs: 100n, varianceNs2: 500 }),
      wait(1, 600n, { timeNs: 600n, varianceNs2: 9_000 }),
    ],
  });
  const { 'tracing.span': tracing, router } = waitCosts([profile]);
  const expected = sampledShare({
    ...{ whole: 1_000, exact: 300, unknown: 0 },
    strata: [{ part: 100, whole: 700, partVariance: 500, wholeVariance: 9_500 }],
  });
  assert.deepEqual(tracing, { switches: 2, timeNs: 400, ...expected });
  // What is not exactly another's is at most 70 %, what is exactly its own at least 30 %.
  assert.ok(tracing.low >= 0.3 && tracing.low < 0.4 && tracing.high > 0.4);
  assert.ok(router && router.low < 0.6 && router.high > 0.6 && router.high <= 0.7);
});
