import { NAME_SOURCES } from '@meshprof/contracts';
import { type Batch, FrameKind } from '@meshprof/native';
import { cleanText, FRAME_NAME_MAX_BYTES, PATH_MAX_BYTES } from './clean-text.ts';
import type { Frame, Mapping, Stack } from './process-profile.ts';
import { rowAt } from './row-at.ts';

const KERNEL_SUFFIX = '_[k]';
const FRAME_KINDS = Object.keys(FrameKind) as Frame['kind'][]; // in the order of their numbers

/** A stack while its frames may still get their names, on which its cost category depends. */
export type SessionStack = Omit<Stack, 'costCategory'>;

/** The mappings, frames and stacks of a session so far. A batch brings only new rows; indices are the session's. */
export class SessionTables {
  readonly mappings: Mapping[] = [];
  readonly frames: Frame[] = [];
  readonly stacks: SessionStack[] = [];
  readonly #strings: string[] = [];

  append(batch: Batch): void {
    for (const text of batch.strings) this.#strings.push(text);
    this.#appendMappings(batch);
    this.#appendFrames(batch);
    this.#renameFrames(batch);
    this.#appendStacks(batch);
  }

  #appendMappings(batch: Batch): void {
    for (let i = 0; i < batch.mappingPath.length; i++) {
      this.mappings.push({
        path: cleanText(this.#string(rowAt(batch.mappingPath, i, 'mapping row')), PATH_MAX_BYTES),
        buildId: this.#string(rowAt(batch.mappingBuildId, i, 'mapping row')),
        memoryStart: rowAt(batch.mappingStart, i, 'mapping row'),
        memoryLimit: rowAt(batch.mappingLimit, i, 'mapping row'),
        fileOffset: rowAt(batch.mappingFileOffset, i, 'mapping row'),
      });
    }
  }

  #appendFrames(batch: Batch): void {
    for (let i = 0; i < batch.frameName.length; i++) {
      const kind = rowAt(FRAME_KINDS, batch.frameKind[i] ?? -1, 'frame kind');
      const mapping = kind === 'native' ? (batch.frameMapping[i] ?? -1) : -1;
      if (mapping !== -1) rowAt(this.mappings, mapping, 'mapping');
      this.frames.push({
        name: frameName(this.#string(rowAt(batch.frameName, i, 'frame row')), kind),
        file: cleanText(this.#string(rowAt(batch.frameFile, i, 'frame row')), PATH_MAX_BYTES),
        source: rowAt(NAME_SOURCES, batch.frameSource[i] ?? -1, 'name source'),
        kind,
        mapping,
        // A kernel address would tell where the kernel was loaded.
        address: kind === 'native' ? rowAt(batch.frameAddress, i, 'frame row') : 0n,
      });
    }
  }

  /** Profiles are made of copies of these rows, so those taken before keep what they said. */
  #renameFrames(batch: Batch): void {
    for (let i = 0; i < batch.renamedFrame.length; i++) {
      const row = rowAt(batch.renamedFrame, i, 'renamed row');
      const frame = rowAt(this.frames, row, 'frame');
      this.frames[row] = {
        ...frame,
        name: frameName(this.#string(rowAt(batch.renamedName, i, 'renamed row')), frame.kind),
        file: cleanText(this.#string(rowAt(batch.renamedFile, i, 'renamed row')), PATH_MAX_BYTES),
        source: rowAt(NAME_SOURCES, batch.renamedSource[i] ?? -1, 'name source'),
      };
    }
  }

  #appendStacks(batch: Batch): void {
    for (let i = 0; i + 1 < batch.stackOffset.length; i++) {
      const frames = batch.stackFrame.slice(batch.stackOffset[i], batch.stackOffset[i + 1]);
      for (const frame of frames) rowAt(this.frames, frame, 'frame');
      this.stacks.push({ frames, complete: batch.stackComplete[i] === 1 });
    }
  }

  #string(index: number): string {
    return rowAt(this.#strings, index, 'string');
  }
}

function frameName(name: string, kind: Frame['kind']): string {
  const clean = cleanText(name === '' ? '[unnamed]' : name, FRAME_NAME_MAX_BYTES);
  return kind === 'kernel' && !clean.endsWith(KERNEL_SUFFIX) ? clean + KERNEL_SUFFIX : clean;
}
