import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlotProfile } from '@meshprof/contracts';
import { slotWith } from './article-test-support.ts';
import { groupShare, type ShareQuestion } from './group-share.ts';

const tracing: ShareQuestion = {
  parts: (profile) => profile.onCpuSamplesByCategory,
  whole: (profile) => profile.onCpuSamples,
  isPart: (id) => id.startsWith('tracing.'),
};

const profileOf = (span: number, send: number, rest: number): Partial<SlotProfile> => ({
  onCpuSamples: span + send + rest,
  onCpuSamplesByCategory: { 'tracing.span': span, 'tracing.export': send, upstream: rest },
});

test('is what the categories have of all samples, larger slots counting for more', () => {
  const slots = [slotWith({ profile: profileOf(10, 20, 70) }), slotWith({ profile: profileOf(0, 0, 300) })];
  assert.equal(groupShare(slots, tracing)?.share, 30 / 400);
});

test('has an interval as wide as slots differ', () => {
  const alike = groupShare(
    Array.from({ length: 8 }, () => slotWith({ profile: profileOf(10, 10, 80) })),
    tracing
  );
  assert.deepEqual(alike, { share: 0.2, low: 0.2, high: 0.2 });
  const slots = [5, 10, 15, 20, 25, 30, 35, 40].map((part) => slotWith({ profile: profileOf(part, 0, 100 - part) }));
  const { low, high } = groupShare(slots, tracing)!;
  // The third smallest and the third largest of the 36 averages of two: what the sign-flip test of 8 does not reject.
  assert.deepEqual([low.toFixed(6), high.toFixed(6)], ['0.100000', '0.350000']);
});

test('is unknown without profiles', () => {
  assert.equal(groupShare([slotWith({})], tracing), undefined);
  assert.equal(groupShare([], tracing), undefined);
});
