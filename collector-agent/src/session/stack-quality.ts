import { NAME_SOURCES, type NameSource } from '@meshprof/contracts';
import { type Batch, FrameKind, SampleKind } from '@meshprof/native';

export interface StackCounts {
  readonly complete: number;
  readonly truncated: number;
}

export interface FrameCounts {
  readonly total: number;
  readonly named: Readonly<Partial<Record<NameSource, number>>>;
  readonly unnamed: number;
}

/**
 * How good a session's stacks and names are, weighted by samples (clock ticks and switches): a bad stack seen once in a
 * million must not look like one in ten. Markers such as `[truncated: …]` are no frames and are not counted as such.
 */
export interface StackQuality {
  add(batch: Batch): void;
  readonly onCpu: StackCounts;
  readonly offCpu: StackCounts;
  readonly frames: FrameCounts;
}

/** Rows of one stack that cannot change any more. */
interface StackRow {
  readonly complete: boolean;
  /** True for a stack of markers alone (`[unsampled]`): there is no stack to be complete or truncated. */
  readonly empty: boolean;
  /** Frames by name source, as indices of NAME_SOURCES. */
  readonly framesBySource: readonly number[];
}

export function createStackQuality(): StackQuality {
  const frameSources: number[] = [];
  const stacks: StackRow[] = [];
  const framesBySource = NAME_SOURCES.map(() => 0);
  const counts = { onCpu: { complete: 0, truncated: 0 }, offCpu: { complete: 0, truncated: 0 } };

  function addTables(batch: Batch): void {
    for (let i = 0; i < batch.frameSource.length; i++) {
      frameSources.push(batch.frameKind[i] === FrameKind.marker ? MARKER : (batch.frameSource[i] ?? 0));
    }
    for (let i = 0; i < batch.stackComplete.length; i++) {
      const frames = batch.stackFrame.subarray(batch.stackOffset[i], batch.stackOffset[i + 1]);
      const bySource = NAME_SOURCES.map(() => 0);
      for (const frame of frames) {
        const source = frameSources[frame] ?? MARKER;
        if (source !== MARKER) bySource[source] = (bySource[source] ?? 0) + 1;
      }
      const empty = bySource.every((count) => count === 0);
      stacks.push({ complete: batch.stackComplete[i] === 1, empty, framesBySource: bySource });
    }
  }

  return {
    add(batch) {
      addTables(batch);
      for (let i = 0; i < batch.sampleStack.length; i++) {
        const stack = stacks[batch.sampleStack[i] ?? -1];
        if (stack === undefined || stack.empty) continue;
        const weight = Number(batch.sampleCount[i] ?? 0n);
        const event = batch.sampleKind[i] === SampleKind.onCpu ? counts.onCpu : counts.offCpu;
        event[stack.complete ? 'complete' : 'truncated'] += weight;
        for (const [source, frames] of stack.framesBySource.entries()) {
          framesBySource[source] = (framesBySource[source] ?? 0) + frames * weight;
        }
      }
    },
    get onCpu() {
      return counts.onCpu;
    },
    get offCpu() {
      return counts.offCpu;
    },
    get frames() {
      return frameCounts(framesBySource);
    },
  };
}

const MARKER = -1;

function frameCounts(framesBySource: readonly number[]): FrameCounts {
  const named: Partial<Record<NameSource, number>> = {};
  let total = 0;
  let unnamed = 0;
  for (const [index, source] of NAME_SOURCES.entries()) {
    const frames = framesBySource[index] ?? 0;
    total += frames;
    if (source === 'none') unnamed += frames;
    else if (frames > 0) named[source] = frames;
  }
  return { total, named, unnamed };
}
