import type { ProcessProfile } from './process-profile.ts';
import { rowAt, type SessionStack } from './session-tables.ts';

interface Tables<S extends SessionStack> extends Pick<ProcessProfile, 'mappings' | 'frames'> {
  readonly stacks: readonly S[];
}
type Samples = Pick<ProcessProfile, 'onCpu' | 'offCpu'>;

/** Copies the rows that these samples use into tables of their own, and the samples with them. Order is kept. */
export function compactTables<S extends SessionStack>(tables: Tables<S>, samples: Samples): Tables<S> & Samples {
  const mappings = new Selection(tables.mappings, (row) => row);
  const frames = new Selection(tables.frames, (row) =>
    row.mapping === -1 ? row : { ...row, mapping: mappings.indexOf(row.mapping) }
  );
  const stacks = new Selection(tables.stacks, (row) => ({
    ...row,
    frames: row.frames.map((frame) => frames.indexOf(frame)),
  }));
  const onCpu = samples.onCpu.map((sample) => ({ ...sample, stack: stacks.indexOf(sample.stack) }));
  const offCpu = samples.offCpu.map((sample) => ({ ...sample, stack: stacks.indexOf(sample.stack) }));
  return { mappings: mappings.rows, frames: frames.rows, stacks: stacks.rows, onCpu, offCpu };
}

/** The rows of a table that were asked for, in the order of asking, with their new indices. */
class Selection<T> {
  readonly rows: T[] = [];
  readonly #source: readonly T[];
  readonly #translate: (row: T) => T;
  readonly #indices = new Map<number, number>();

  constructor(source: readonly T[], translate: (row: T) => T) {
    this.#source = source;
    this.#translate = translate;
  }

  indexOf(sourceIndex: number): number {
    const known = this.#indices.get(sourceIndex);
    if (known !== undefined) return known;
    const row = this.#translate(rowAt(this.#source, sourceIndex, 'row'));
    const index = this.rows.push(row) - 1;
    this.#indices.set(sourceIndex, index);
    return index;
  }
}
