import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleProfile } from './profile-test-support.ts';
import { truncatedStacks, truncationOf } from './truncated-stacks.ts';

test('counts each event whose stack ended early, by the cause in the marker', () => {
  const profile = exampleProfile({
    onCpu: [
      { stack: 2, thread: 'main', ticks: 5n },
      { stack: 0, thread: 'main', ticks: 9n },
    ],
    // A row that only brings time is no event.
    offCpu: [
      { stack: 2, thread: 'main', waitClass: 'lock', switches: 0n, timeNs: 7n },
      { stack: 2, thread: 'main', waitClass: 'lock', switches: 2n, timeNs: 7n },
    ],
    pageFaults: [{ stack: 2, thread: 'main', faultKind: 'minor', faults: 10n }],
  });
  assert.deepEqual(truncatedStacks(profile, profile), { 'stack.depth': 17n });
  assert.deepEqual(truncatedStacks(profile, { ...profile, onCpu: [], offCpu: [], pageFaults: [] }), {});
});

test('a function that is called like the marker is none', () => {
  const { frames } = exampleProfile();
  const table = frames.map((frame) => ({ ...frame, kind: 'native' as const }));
  assert.equal(truncationOf(table, { frames: Uint32Array.of(3, 5) }), undefined);
});
