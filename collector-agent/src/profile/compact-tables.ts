import type { ProcessProfile, ProfileSamples } from './process-profile.ts';
import { rowAt } from './row-at.ts';
import type { SessionStack } from './session-tables.ts';

interface Tables<S extends SessionStack> extends Pick<ProcessProfile, 'mappings' | 'frames'> {
  readonly stacks: readonly S[];
}

/** Copies the rows that these samples use into tables of their own, and the samples with them. Order is kept. */
export function compactTables<S extends SessionStack>(
  tables: Tables<S>,
  samples: ProfileSamples
): Tables<S> & ProfileSamples {
  const mappings = new Selection(tables.mappings, (row) => row);
  const frames = new Selection(tables.frames, (row) =>
    row.mapping === -1 ? row : { ...row, mapping: mappings.indexOf(row.mapping) }
  );
  const stacks = new Selection(tables.stacks, (row) => ({
    ...row,
    frames: row.frames.map((frame) => frames.indexOf(frame)),
  }));
  const moved = <T extends { readonly stack: number }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, stack: stacks.indexOf(row.stack) }));
  return {
    onCpu: moved(samples.onCpu),
    offCpu: moved(samples.offCpu),
    pageFaults: moved(samples.pageFaults),
    wakeups: moved(samples.wakeups),
    stalls: moved(samples.stalls),
    // Filled by the moves above.
    mappings: mappings.rows,
    frames: frames.rows,
    stacks: stacks.rows,
  };
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
