import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame, ProcessProfile } from '../profile/process-profile.ts';
import { exampleProfile } from '../profile/profile-test-support.ts';
import { profileQuality } from './profile-quality.ts';

function frame(name: string, changes: Partial<Frame> = {}): Frame {
  return { name, file: '', source: 'symtab', kind: 'native', mapping: -1, address: 0n, ...changes };
}

const marker = (name: string): Frame => frame(name, { kind: 'marker', source: 'marker' });

/** One stack of these frames, leaf first, and its samples. */
function profileOf(frames: Frame[], samples: { ticks?: bigint; switches?: bigint }): ProcessProfile {
  const { ticks, switches } = samples;
  const complete = !frames.some(({ name }) => name.startsWith('[truncated'));
  return exampleProfile({
    frames,
    stacks: [{ frames: Uint32Array.from(frames.keys()), complete, costCategory: 'other' }],
    onCpu: ticks === undefined ? [] : [{ stack: 0, thread: 'main', ticks }],
    offCpu: switches === undefined ? [] : [{ stack: 0, thread: 'main', waitClass: 'lock', switches, timeNs: 1n }],
  });
}

test('stacks, frames and leaves count as often as they were sampled, over all processes', () => {
  const quality = profileQuality([
    profileOf(
      [frame('f_[k]', { kind: 'kernel', source: 'kallsyms' }), frame('x+0x1', { source: 'none' }), frame('main')],
      { ticks: 10n, switches: 100n }
    ),
    profileOf([frame('x+0x1', { source: 'none' }), marker('[truncated: depth]')], { ticks: 2n }),
    profileOf([frame('work', { source: 'vtable' }), marker('[truncated: no-frame-pointer]')], { switches: 3n }),
  ]);
  assert.deepEqual(quality, {
    onCpu: { complete: 10, truncated: 2, truncatedBy: { depth: 2 } },
    offCpu: { complete: 100, truncated: 3, truncatedBy: { 'no-frame-pointer': 3 } },
    pageFaults: { complete: 0, truncated: 0, truncatedBy: {} },
    frames: { total: 110 * 3 + 2 + 3, named: { kallsyms: 110, symtab: 110, vtable: 3 }, unnamed: 112 },
    samples: { total: 115, leafNamed: { vtable: 3 }, leafUnnamed: 112, unnamed: 2 },
  });
});

test('a stack of a marker alone is neither complete nor truncated, and has no leaf', () => {
  assert.deepEqual(profileQuality([profileOf([marker('[unsampled]')], { switches: 7n })]), {
    onCpu: { complete: 0, truncated: 0, truncatedBy: {} },
    offCpu: { complete: 0, truncated: 0, truncatedBy: {} },
    pageFaults: { complete: 0, truncated: 0, truncatedBy: {} },
    frames: { total: 0, named: {}, unnamed: 0 },
    samples: { total: 0, leafNamed: {}, leafUnnamed: 0, unnamed: 0 },
  });
});
