import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';

/** Stack memory that our sessions capture: MP_DEFAULT_SLICE_BYTES of bpf/meshprof.h. */
const SLICE_BYTES = '16384';

export interface CopyComparison {
  readonly stacks: number;
  /** Equal, frame by frame, to what a copy of the whole stack unwinds to. */
  readonly exact: number;
  /** Complete, and not equal. */
  readonly wrong: number;
}

export type CopyComparisons = Partial<Record<'onCpu' | 'offCpu', CopyComparison>>;

interface Tally {
  readonly stacks: number;
  readonly bySliceBytes: Readonly<Record<string, { readonly exact: number; readonly wrong: number }>>;
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
    Object.entries(tallies).map(([event, { stacks, bySliceBytes }]) => [
      event,
      { stacks, exact: bySliceBytes[SLICE_BYTES]?.exact ?? 0, wrong: bySliceBytes[SLICE_BYTES]?.wrong ?? 0 },
    ])
  );
}
