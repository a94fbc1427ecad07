import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleProfile } from '../profile/profile-test-support.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { StallCauses, summarizeStalls } from './stall-summary.ts';

function causesOf(...profiles: ProcessProfile[]): StallCauses {
  const causes = new StallCauses();
  for (const profile of profiles) causes.add(profile);
  return causes;
}

const ROW = {
  tgid: 4242,
  tid: 7,
  name: 'worker',
  stalls: 2n,
  longestNs: 60n,
  onCpuNs: 70n,
  runnableNs: 10n,
  blockedNs: 20n,
  neverIdleNs: 5n,
};

test('names the innermost function that holds more than half of the time with a stack', () => {
  const [busiest, other] = summarizeStalls(
    [
      { ...ROW, tid: 8, onCpuNs: 1n },
      { ...ROW, tid: 7 },
    ],
    // Two windows of one session.
    causesOf(
      exampleProfile({
        stalls: [
          { stack: 0, tid: 7, thread: 'w', timeNs: 25n },
          { stack: 1, tid: 7, thread: 'w', waitClass: 'lock', timeNs: 30n },
          { stack: 2, tid: 7, thread: 'w', timeNs: 9n },
        ],
      }),
      exampleProfile({
        stalls: [
          { stack: 0, tid: 7, thread: 'w', timeNs: 15n },
          { stack: 2, tid: 8, thread: 'w', timeNs: 1n },
        ],
      })
    )
  );
  assert.deepEqual(busiest, {
    pid: 4242,
    tid: 7,
    thread: 'worker',
    stalls: 2,
    longestNs: 60,
    timeNs: 100,
    onCpuNs: 70,
    runnableNs: 10,
    blockedNs: 20,
    neverIdleNs: 5,
    mostlyIn: { path: ['main', 'Envoy::Event::DispatcherImpl::run', 'envoy+0x3fa0'], timeNs: 40 },
    byCostCategory: { 'event-loop': 40, 'kernel.poll': 30, other: 9 },
  });
  assert.deepEqual(other?.mostlyIn, { path: ['noid_work'], timeNs: 1 });
});

test('a thread without samples still has its numbers', () => {
  const [row] = summarizeStalls([ROW], causesOf());
  assert.equal(row?.stalls, 2);
  assert.equal(row?.mostlyIn, undefined);
});
