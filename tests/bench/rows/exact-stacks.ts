import { existsSync } from 'node:fs';
import { offcputime } from '../anchors/offcputime.ts';
import { perfDwarf, perfFramePointers } from '../anchors/perf.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { type CallTree, judgeTreeStack, type TreeVerdict } from '../call-tree-truth.ts';
import { type Observation, type ObservedStack, weightWhere } from '../observed-stack.ts';
import { observe } from '../session-observer.ts';
import { formatShareOf, formatShareOfTime } from '../statistics.ts';
import { findThreadEntries, reachesEntry, type ThreadEntries } from '../thread-entries.ts';
import { startGated, workloadFile } from '../subjects/gated-program.ts';

const FREQUENCY_HZ = 499;
const SECONDS = 5;
const ANCHOR_SECONDS = 2;
/** perf watches one event after the other; and every tool takes a moment to attach. */
const ANCHOR_WORK_SECONDS = 6;
const ANCHORS = [perfFramePointers, perfDwarf, offcputime];

export interface TreeProgram {
  readonly program: string;
  readonly title: string;
  readonly seconds: (seconds: number) => string[];
  /** What calls node 0. */
  readonly root: RegExp;
}

export const TREES: readonly TreeProgram[] = [
  { program: 'call-tree', title: 'C++, frame pointers', seconds: (n) => ['--seconds', String(n)], root: /^main$/ },
  { program: 'call-tree-nofp', title: 'C++, none', seconds: (n) => ['--seconds', String(n)], root: /^main$/ },
  { program: 'go-tree', title: 'Go', seconds: (n) => ['-seconds', String(n)], root: /^main\.main\.(func|gowrap)\d+/ },
  { program: 'rust-tree', title: 'Rust', seconds: (n) => [String(n)], root: /rust_tree(::|4)main/ },
];

/** Stacks of programs that know their own: exact from the innermost known function to the root, or not. */
export async function exactStacks({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const entries = await findThreadEntries();
  const rows: BenchRow[] = [];
  for (const tree of TREES) {
    if (!existsSync(workloadFile(tree.program))) continue;
    say(`exact stacks: ${tree.program}`);
    rows.push(...(await rowsOf(tree, entries, quick)));
  }
  return rows;
}

async function rowsOf(tree: TreeProgram, entries: ThreadEntries, quick: boolean): Promise<BenchRow[]> {
  const seconds = quick ? 1 : SECONDS;
  const ours = await watched(tree, seconds, (pid, work) =>
    observe({ pids: [pid], events: ['on-cpu', 'off-cpu'], frequencyHz: FREQUENCY_HZ, until: work })
  );
  const anchors: { name: string; observation: Observation; error?: string }[] = [];
  for (const anchor of quick ? [] : ANCHORS) {
    const { observation } = await watched(tree, ANCHOR_WORK_SECONDS, async (pid, work) => {
      const running = work();
      const result = await anchor.observe({ pid, seconds: ANCHOR_SECONDS, frequencyHz: FREQUENCY_HZ });
      if (!result.ok) anchors.push({ name: anchor.name, observation: {}, error: result.error });
      await running;
      return { observation: result.ok ? result.observation : {} };
    });
    if (anchors.at(-1)?.name !== anchor.name) anchors.push({ name: anchor.name, observation });
  }
  return (['onCpu', 'offCpu'] as const).map((event) => ({
    what: `${tree.title} (\`${tree.program}\`), ${event === 'onCpu' ? 'on' : 'off'} CPU: stacks equal to the program's own path`,
    goal: '≥ 99 %',
    got: verdictText(ours[event] ?? [], { tree, truth: ours.truth, entries }),
    anchors:
      anchors
        .flatMap(({ name, observation, error }) => {
          if (error !== undefined) return [`${name}: “${error}”`];
          const stacks = observation[event];
          const format = event === 'offCpu' && observation.isOffCpuByTime ? formatShareOfTime : formatShareOf;
          const judged = { tree, truth: ours.truth, entries };
          return stacks === undefined ? [] : [`${name}: ${verdictText(stacks, judged, format)}`];
        })
        .join('; ') || '—',
    how: `${seconds} s at ${FREQUENCY_HZ} Hz; whole stacks without any of the program's functions not counted; share (95 % interval; samples)`,
  }));
}

async function watched<T>(
  tree: TreeProgram,
  seconds: number,
  watch: (pid: number, work: () => Promise<CallTree>) => Promise<T>
): Promise<T & { truth: CallTree }> {
  const program = await startGated(tree.program, tree.seconds(seconds));
  try {
    let truth: CallTree | undefined;
    const result = await watch(program.pid, async () => (truth = (await program.work()) as unknown as CallTree));
    if (truth === undefined) throw new Error(`${tree.program} was watched, but never worked`);
    return { ...result, truth };
  } finally {
    await program.end();
  }
}

interface Judgement {
  readonly tree: TreeProgram;
  readonly truth: CallTree;
  readonly entries: ThreadEntries;
}

function verdictText(
  stacks: readonly ObservedStack[],
  { tree: { root }, truth, entries }: Judgement,
  format: (hits: number, total: number) => string = formatShareOf
): string {
  const verdicts = new Map(
    stacks.map((stack) => [stack, judgeTreeStack(stack, truth, { root, isWhole: reachesEntry(stack.frames, entries) })])
  );
  const weightOf = (verdict: TreeVerdict) => weightWhere(stacks, (stack) => verdicts.get(stack) === verdict);
  const exact = weightOf('exact');
  return format(exact, exact + weightOf('wrong'));
}
