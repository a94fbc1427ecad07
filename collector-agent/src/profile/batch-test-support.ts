import type { Batch } from '@meshprof/native';

/** For tests: a batch of the addon without any row. */
export function batch(rows: Partial<Batch> = {}): Batch {
  return {
    strings: [],
    mappingPath: new Uint32Array(),
    mappingBuildId: new Uint32Array(),
    mappingStart: new BigUint64Array(),
    mappingLimit: new BigUint64Array(),
    mappingFileOffset: new BigUint64Array(),
    frameName: new Uint32Array(),
    frameFile: new Uint32Array(),
    frameSource: new Uint8Array(),
    frameKind: new Uint8Array(),
    frameMapping: new Int32Array(),
    frameAddress: new BigUint64Array(),
    stackOffset: Uint32Array.of(0),
    stackFrame: new Uint32Array(),
    stackComplete: new Uint8Array(),
    renamedFrame: new Uint32Array(),
    renamedName: new Uint32Array(),
    renamedFile: new Uint32Array(),
    renamedSource: new Uint8Array(),
    pendingNames: 0,
    ...samples([]),
    exitedTgids: new Uint32Array(),
    ...rows,
  };
}

export interface SampleRow {
  readonly kind: number;
  readonly tgid?: number;
  readonly tid?: number;
  readonly stack: number;
  readonly waitClass?: number;
  readonly count: bigint;
  readonly timeNs?: bigint;
  readonly estimatedNs?: bigint;
  readonly varianceNs2?: number;
}

/** Sample columns of a batch. */
export function samples(rows: readonly SampleRow[]): Pick<Batch, Extract<keyof Batch, `sample${string}`>> {
  return {
    sampleKind: Uint8Array.from(rows, ({ kind }) => kind),
    sampleTgid: Uint32Array.from(rows, ({ tgid = 10 }) => tgid),
    sampleTid: Uint32Array.from(rows, ({ tid = 10 }) => tid),
    sampleStack: Uint32Array.from(rows, ({ stack }) => stack),
    sampleWaitClass: Uint8Array.from(rows, ({ waitClass = 0 }) => waitClass),
    sampleCount: BigUint64Array.from(rows, ({ count }) => count),
    sampleTimeNs: BigUint64Array.from(rows, ({ timeNs = 0n }) => timeNs),
    sampleEstimatedNs: BigUint64Array.from(rows, ({ estimatedNs = 0n }) => estimatedNs),
    sampleVarianceNs2: Float64Array.from(rows, ({ varianceNs2 = 0 }) => varianceNs2),
  };
}

/** Tables of a session's first batch: mapping /bin/app; frames main, work, read (kernel), marker; stacks 0 to 2. */
export function firstBatch(rows: readonly SampleRow[]): Batch {
  return batch({
    strings: ['', '/bin/app', 'beef', 'main', 'work', 'ksys_read', '[truncated: depth]', 'app.c'],
    mappingPath: Uint32Array.of(1),
    mappingBuildId: Uint32Array.of(2),
    mappingStart: BigUint64Array.of(0x1000n),
    mappingLimit: BigUint64Array.of(0x9000n),
    mappingFileOffset: BigUint64Array.of(0n),
    frameName: Uint32Array.of(3, 4, 5, 6),
    frameFile: Uint32Array.of(7, 0, 0, 0),
    frameSource: Uint8Array.of(1, 2, 3, 4),
    frameKind: Uint8Array.of(0, 0, 1, 2),
    frameMapping: Int32Array.of(0, 0, -1, -1),
    frameAddress: BigUint64Array.of(0x10n, 0x20n, 0xffff_ffff_8000_0000n, 0n),
    stackOffset: Uint32Array.of(0, 1, 3, 6),
    stackFrame: Uint32Array.of(0, 1, 0, 2, 1, 3),
    stackComplete: Uint8Array.of(1, 1, 0),
    ...samples(rows),
  });
}
