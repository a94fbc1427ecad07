import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NAME_SOURCES } from '@meshprof/contracts';
import { type Batch, FrameKind, SampleKind } from '@meshprof/native';
import { createStackQuality } from './stack-quality.ts';

const source = (name: (typeof NAME_SOURCES)[number]): number => NAME_SOURCES.indexOf(name);

/** The parts of a batch that quality is made from. */
function batch(parts: {
  frames: readonly (readonly [source: number, kind: number])[];
  stacks: readonly { frames: readonly number[]; complete: boolean }[];
  samples: readonly { kind: number; stack: number; count: bigint }[];
}): Batch {
  const offsets = [0];
  for (const { frames } of parts.stacks) offsets.push((offsets.at(-1) ?? 0) + frames.length);
  return {
    frameSource: Uint8Array.from(parts.frames, ([name]) => name),
    frameKind: Uint8Array.from(parts.frames, ([, kind]) => kind),
    stackOffset: Uint32Array.from(offsets),
    stackFrame: Uint32Array.from(parts.stacks.flatMap(({ frames }) => frames)),
    stackComplete: Uint8Array.from(parts.stacks, ({ complete }) => (complete ? 1 : 0)),
    sampleKind: Uint8Array.from(parts.samples, ({ kind }) => kind),
    sampleStack: Uint32Array.from(parts.samples, ({ stack }) => stack),
    sampleCount: BigUint64Array.from(parts.samples, ({ count }) => count),
  } as unknown as Batch;
}

test('stacks and frames count as often as they were sampled, over several batches', () => {
  const quality = createStackQuality();
  quality.add(
    batch({
      frames: [
        [source('symtab'), FrameKind.native],
        [source('none'), FrameKind.native],
        [source('kallsyms'), FrameKind.kernel],
        [source('marker'), FrameKind.marker],
      ],
      stacks: [
        { frames: [2, 1, 0], complete: true },
        { frames: [1, 3], complete: false },
      ],
      samples: [
        { kind: SampleKind.onCpu, stack: 0, count: 10n },
        { kind: SampleKind.onCpu, stack: 1, count: 2n },
        { kind: SampleKind.offCpu, stack: 0, count: 100n },
      ],
    })
  );
  // The second batch knows the first one's tables.
  quality.add(
    batch({
      frames: [[source('dynsym'), FrameKind.native]],
      stacks: [{ frames: [4, 0], complete: true }],
      samples: [
        { kind: SampleKind.onCpu, stack: 2, count: 3n },
        { kind: SampleKind.onCpu, stack: 0, count: 1n },
      ],
    })
  );
  assert.deepEqual(quality.onCpu, { complete: 14, truncated: 2 });
  assert.deepEqual(quality.offCpu, { complete: 100, truncated: 0 });
  // Stack 0 was sampled 111 times, stack 1 twice, stack 2 three times; the marker is no frame.
  assert.deepEqual(quality.frames, {
    total: 111 * 3 + 2 + 3 * 2,
    named: { symtab: 111 + 3, dynsym: 3, kallsyms: 111 },
    unnamed: 111 + 2,
  });
});

test('a stack of a marker alone is neither complete nor truncated', () => {
  const quality = createStackQuality();
  quality.add(
    batch({
      frames: [[source('marker'), FrameKind.marker]],
      stacks: [{ frames: [0], complete: false }],
      samples: [{ kind: SampleKind.offCpu, stack: 0, count: 7n }],
    })
  );
  assert.deepEqual(quality.offCpu, { complete: 0, truncated: 0 });
  assert.deepEqual(quality.frames, { total: 0, named: {}, unnamed: 0 });
});
