import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessProfile } from './process-profile.ts';
import { exampleProfile, largeProfile } from './profile-test-support.ts';
import { halveProfile } from './split-profile.ts';

function sampleTexts(profile: ProcessProfile): string[] {
  const frames = (stack: number): string =>
    Array.from(profile.stacks[stack]?.frames ?? [], (frame) => profile.frames[frame]?.name).join();
  return [
    ...profile.onCpu.map(({ stack, ticks }) => `${frames(stack)} ${ticks} ticks`),
    ...profile.offCpu.map(({ stack, timeNs }) => `${frames(stack)} ${timeNs} ns`),
    ...profile.pageFaults.map(({ stack, faults }) => `${frames(stack)} ${faults} faults`),
  ];
}

test('halves hold every sample once, with its stack, in tables of their own', () => {
  const profile = { ...largeProfile(101), lost: { 'on-cpu.ring-full': 3n } };
  const halves = halveProfile(profile);
  assert.ok(halves);
  assert.deepEqual(halves.flatMap(sampleTexts).sort(), sampleTexts(profile).sort());
  for (const half of halves) assert.ok(half.frames.length <= 103, 'no rows of the other half');
  assert.deepEqual(
    halves.map(({ lost }) => lost),
    [{ 'on-cpu.ring-full': 3n }, {}]
  );
});

test('one sample of each event still makes two parts, a single one does not', () => {
  const { onCpu, offCpu } = exampleProfile();
  const both = exampleProfile({ onCpu: onCpu.slice(1), offCpu: offCpu.slice(1) });
  assert.deepEqual(
    halveProfile(both)?.map((half) => [half.onCpu.length, half.offCpu.length]),
    [
      [0, 1],
      [1, 0],
    ]
  );
  assert.equal(halveProfile({ ...both, offCpu: [] }), undefined);
  const [fault] = largeProfile(1).pageFaults;
  const waitAndFault = { ...both, onCpu: [], pageFaults: [fault!] };
  assert.deepEqual(
    halveProfile(waitAndFault)?.map((half) => half.offCpu.length + half.pageFaults.length),
    [1, 1]
  );
  const wakeAndStall = exampleProfile({
    ...{ onCpu: [], offCpu: [] },
    wakeups: [{ stack: 0, thread: 'a', wakeups: 1n }],
    stalls: [{ stack: 0, tid: 1, thread: 'a', timeNs: 1n }],
  });
  assert.deepEqual(
    halveProfile(wakeAndStall)?.map((half) => half.wakeups.length + half.stalls.length),
    [1, 1]
  );
});
