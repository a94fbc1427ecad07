import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';

/** Stack memory that our sessions capture: MP_DEFAULT_SLICE_BYTES of bpf/meshprof.h. */
const SLICE_BYTES = '16384';

export interface CopyComparison {
  /** Copies of a whole stack that unwind to the thread's entry: the truth to compare with. */
  readonly wholeCopies: number;
  /** Equal, frame by frame, to what the copy unwinds to. */
  readonly exact: number;
  /**
   * Copies that say nothing: a copy is of one stack, and a thread that is on a second one (Go's `systemstack`, a signal
   * stack) left its callers on the first.
   */
  readonly partialCopies: number;
}

export type CopyComparisons = Partial<Record<'onCpu' | 'offCpu', CopyComparison>>;

interface Tally {
  readonly stacks: number;
  readonly truthComplete: number;
  readonly bySliceBytes: Readonly<Record<string, { readonly exact: number }>>;
}

/** Builds native's tool for it; nothing to do where it is built. */
export async function buildCopyComparison(): Promise<void> {
  const { code, stderr } = await run(['make', '-s', '-C', at('native'), 'unwind-tools'], { timeoutMs: 600_000 });
  if (code !== 0) throw new Error(`make unwind-tools: ${stderr}`);
}

/** Our unwinder on what a session captures, against full copies of the same stacks, taken by perf events. */
export async function compareWithCopies(pid: number, seconds: number, frequencyHz: number): Promise<CopyComparisons> {
  const tool = at('native', 'build', 'unwind', 'compare-captures');
  const { code, stdout, stderr } = await run([tool, String(pid), String(seconds), String(frequencyHz)]);
  if (code !== 0) throw new Error(`compare-captures ${pid}: ${stderr}`);
  return parseComparison(stdout);
}

export function parseComparison(json: string): CopyComparisons {
  const tallies = JSON.parse(json) as Record<string, Tally>;
  return Object.fromEntries(
    Object.entries(tallies).map(([event, { stacks, truthComplete, bySliceBytes }]) => [
      event,
      {
        wholeCopies: truthComplete,
        exact: bySliceBytes[SLICE_BYTES]?.exact ?? 0,
        partialCopies: stacks - truthComplete,
      },
    ])
  );
}
