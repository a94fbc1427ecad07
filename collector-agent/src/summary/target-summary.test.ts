import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COST_CATEGORIES,
  sampledShare,
  SUMMARY_LIMITS,
  TargetSummarySchema,
  WAIT_CLASSES,
  WAKER_KINDS,
} from '@meshprof/contracts';
import type { SessionTotals, StallTotals, WakerTotals } from '@meshprof/native';
import { Compile } from 'typebox/compile';
import { exampleProfile } from '../profile/profile-test-support.ts';
import { TargetSummaryBuilder } from './target-summary.ts';

const WAKER: WakerTotals = {
  ...{ tgid: 4242, tid: 7, waitClass: 7, kind: 1, wakerTgid: 9, wakerTid: 9 },
  ...{ wakerProcess: 'client', wakerThread: 'client', waits: 2n, timeNs: 30n },
};
const STALL: StallTotals = {
  ...{ tgid: 4242, tid: 7, name: 'worker', stalls: 2n, longestNs: 60n },
  ...{ onCpuNs: 70n, runnableNs: 10n, blockedNs: 20n, neverIdleNs: 0n },
};

const totalsOf = (wakers: readonly WakerTotals[], stalls: readonly StallTotals[]): SessionTotals =>
  ({
    wakers,
    stalls,
    offCpuEstimated: { switches: 40n, timeNs: 9n, samples: 8n, effectiveSwitchSamples: 6.5, effectiveTimeSamples: 4 },
  }) as unknown as SessionTotals;

test('shares of waits keep their interval over windows', () => {
  const builder = new TargetSummaryBuilder();
  const wait = (stack: number, timeNs: bigint, varianceNs2: number) =>
    exampleProfile({
      offCpu: [
        { stack, thread: 'a', waitClass: 'lock', switches: 1n, timeNs, estimate: { timeNs, varianceNs2 } },
        // An idle loop is no cost.
        { stack: 1, thread: 'a', waitClass: 'poll-idle', switches: 1n, timeNs: 9_999n },
      ],
    });
  builder.add(wait(0, 300n, 2_000));
  builder.add(wait(0, 300n, 2_000));
  builder.add(wait(2, 400n, 3_000));
  const summary = builder.build(totalsOf([], []), { wakers: false, stalls: false });
  const { low, high } = sampledShare({
    ...{ whole: 1_000, exact: 0, unknown: 0 },
    strata: [{ part: 600, whole: 1_000, partVariance: 4_000, wholeVariance: 7_000 }],
  });
  assert.deepEqual(summary.waitShares[0], { costCategory: 'event-loop', timeNs: 600, low, high });
  assert.ok(low < 0.6 && high > 0.6);
  assert.deepEqual([summary.sampledSwitches, summary.effectiveSwitchSamples], [40, 6.5]);
  assert.deepEqual([summary.wakers, summary.stalls], [undefined, undefined]);
});

test('a target that is named to be large stays far below what a controller takes', () => {
  const builder = new TargetSummaryBuilder();
  const hostile = '"'.repeat(5_000);
  const frames = Array.from({ length: 40 }, (_, index) => ({
    ...exampleProfile().frames[0]!,
    name: `${hostile}${index}`,
  }));
  const stacks = COST_CATEGORIES.map(({ id }) => ({
    frames: Uint32Array.from(frames.keys()),
    complete: true,
    costCategory: id,
  }));
  const threads = Array.from({ length: 500 }, (_, index) => 4_000_000 + index);
  const stalls = threads.flatMap((tid) => stacks.map((_, stack) => ({ stack, tid, thread: '', timeNs: 2n ** 40n })));
  builder.add(exampleProfile({ frames, stacks, stalls }));
  const wakers = threads.map((wakerTgid) => ({ ...WAKER, wakerTgid, wakerProcess: hostile }));
  const loops = threads.map((tid) => ({ ...STALL, tid, name: hostile }));
  const summary = builder.build(totalsOf(wakers, loops), { wakers: true, stalls: true });
  assert.ok(Compile(TargetSummarySchema).Check(summary));
  assert.ok(Buffer.byteLength(JSON.stringify(summary)) < 48 * 1024);
  assert.equal(summary.stalls?.length, SUMMARY_LIMITS.stalls);
  const left = summary.wakersLeftOut;
  assert.deepEqual([left?.rows, left?.waits], [500 - SUMMARY_LIMITS.wakers, (500 - SUMMARY_LIMITS.wakers) * 2]);
});

test('every id of a table passes the schema', () => {
  const check = Compile(TargetSummarySchema);
  const row = { waits: 1, timeNs: 1 };
  const wakers = WAIT_CLASSES.map(({ id }, index) => ({
    ...row,
    waitClass: id,
    kind: WAKER_KINDS[index % WAKER_KINDS.length]!.id,
  }));
  const waitShares = COST_CATEGORIES.map(({ id }) => ({ costCategory: id, timeNs: 1, low: 0, high: 1 }));
  assert.ok(check.Check({ sampledSwitches: 0, effectiveSwitchSamples: 0, waitShares, wakers }));
});
