import type { NameSource } from '@meshprof/contracts';
import type { Frame, ProcessProfile, Stack } from '../profile/process-profile.ts';
import { truncationOf } from '../profile/truncated-stacks.ts';

export interface StackCounts {
  readonly complete: number;
  readonly truncated: number;
  /** Truncated stacks by the cause in their marker `[truncated: cause]`. */
  readonly truncatedBy: Readonly<Record<string, number>>;
}

type BySource = Readonly<Partial<Record<NameSource, number>>>;

export interface FrameCounts {
  readonly total: number;
  readonly named: BySource;
  readonly unnamed: number;
}

export interface SampleNames {
  readonly total: number;
  /** What proved the name of the user function that ran, or that waited. */
  readonly leafNamed: BySource;
  readonly leafUnnamed: number;
  /** Samples without any name of a user function. */
  readonly unnamed: number;
}

/**
 * How good a recording's stacks and names are, weighted by samples (clock ticks, switches, page faults): a bad stack seen once in a
 * million must not look like one in ten. Markers are no frames; a stack of a marker alone (`[unsampled]`) is no stack.
 */
export interface ProfileQuality {
  readonly onCpu: StackCounts;
  readonly offCpu: StackCounts;
  readonly pageFaults: StackCounts;
  readonly frames: FrameCounts;
  readonly samples: SampleNames;
}

export function profileQuality(profiles: readonly ProcessProfile[]): ProfileQuality {
  const onCpu = stackCounter();
  const offCpu = stackCounter();
  const pageFaults = stackCounter();
  const frames = counterBySource();
  const leaves = counterBySource();
  let unnamed = 0;
  for (const profile of profiles) {
    const rows = profile.stacks.map((stack) => stackRow(profile.frames, stack));
    const add = (counter: StackCounter, index: number, weight: number): void => {
      const row = rows[index];
      if (row === undefined || row.isEmpty) return;
      counter.add(row, weight);
      for (const source of row.sources) frames.add(source, weight);
      leaves.add(row.leafSource, weight);
      if (!row.hasName) unnamed += weight;
    };
    for (const { stack, ticks } of profile.onCpu) add(onCpu, stack, Number(ticks));
    for (const { stack, switches } of profile.offCpu) add(offCpu, stack, Number(switches));
    for (const { stack, faults } of profile.pageFaults) add(pageFaults, stack, Number(faults));
  }
  const leaf = leaves.counts();
  return {
    onCpu: onCpu.counts(),
    offCpu: offCpu.counts(),
    pageFaults: pageFaults.counts(),
    frames: frames.counts(),
    samples: { total: leaf.total, leafNamed: leaf.named, leafUnnamed: leaf.unnamed, unnamed },
  };
}

interface StackRow {
  readonly complete: boolean;
  readonly cause: string;
  readonly isEmpty: boolean;
  readonly sources: readonly NameSource[];
  readonly leafSource: NameSource;
  readonly hasName: boolean;
}

const UNKNOWN_CAUSE = 'unknown';

function stackRow(table: readonly Frame[], stack: Stack): StackRow {
  const rows = Array.from(stack.frames, (index) => table[index]).filter((frame) => frame !== undefined);
  const code = rows.filter(({ kind }) => kind !== 'marker');
  const native = code.filter(({ kind }) => kind === 'native');
  return {
    complete: stack.complete,
    cause: truncationOf(table, stack) ?? UNKNOWN_CAUSE,
    isEmpty: code.length === 0,
    sources: code.map(({ source }) => source),
    leafSource: native[0]?.source ?? 'none',
    hasName: native.some(({ source }) => source !== 'none'),
  };
}

interface StackCounter {
  add(row: StackRow, weight: number): void;
  counts(): StackCounts;
}

function stackCounter(): StackCounter {
  let complete = 0;
  let truncated = 0;
  const truncatedBy: Record<string, number> = {};
  return {
    add(row, weight) {
      if (row.complete) {
        complete += weight;
        return;
      }
      truncated += weight;
      if (weight > 0) truncatedBy[row.cause] = (truncatedBy[row.cause] ?? 0) + weight;
    },
    counts: () => ({ complete, truncated, truncatedBy }),
  };
}

function counterBySource(): { add(source: NameSource, weight: number): void; counts(): FrameCounts } {
  const bySource = new Map<NameSource, number>();
  return {
    add: (source, weight) => void bySource.set(source, (bySource.get(source) ?? 0) + weight),
    counts() {
      const { none: unnamed = 0, ...named }: BySource = Object.fromEntries(
        [...bySource].filter(([, count]) => count > 0)
      );
      return { total: [...bySource.values()].reduce((sum, count) => sum + count, 0), named, unnamed };
    },
  };
}
