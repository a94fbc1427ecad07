import type { BenchContext, BenchRow } from '../bench-row.ts';
import { interleaved, type Measured, paired } from '../interleaved.ts';
import { formatEstimate, medianWithInterval } from '../statistics.ts';
import { anchorTools, attach, ownTools, type Tool } from '../subjects/attached-tool.ts';
import { startGated } from '../subjects/gated-program.ts';

const ROUNDS = 7;
const ROUND_TRIPS = 200_000;
const SWITCHES_PER_ROUND_TRIP = 2;
/** Both threads on one CPU, so that every byte passed is a context switch; the watcher stays on the other. */
const [TARGET_CPU, TOOL_CPU] = [1, 0];

const BASE = 'none';

interface Sizes {
  readonly rounds: number;
  readonly roundTrips: number;
}

const sizesOf = ({ quick }: BenchContext): Sizes =>
  quick ? { rounds: 1, roundTrips: 20_000 } : { rounds: ROUNDS, roundTrips: ROUND_TRIPS };

/** What a session adds to each context switch of its target. */
export async function switchCost(context: BenchContext): Promise<BenchRow[]> {
  const sizes = sizesOf(context);
  const own = [ownTools.totalsOnly, ownTools.offCpu, ownTools.onAndOffCpu];
  const anchors = [anchorTools.offcputime, anchorTools.perfSwitches, anchorTools.bpftraceSwitches];
  const tools: readonly Tool[] = context.quick ? [ownTools.totalsOnly] : [...own, ...anchors];
  const measured = await interleaved(
    [
      { name: BASE, measure: () => nsPerSwitch(sizes) },
      ...tools.map((tool) => ({ name: tool.name, measure: () => nsPerSwitch(sizes, { tool, target: 'itself' }) })),
    ],
    sizes.rounds,
    { ...context, title: 'cost per switch' }
  );
  return rowsOf(measured, tools, sizes, {
    what: 'Pipe ping-pong on one CPU, every switch watched by',
    goal: '≤ 2 % (totals) / ≤ 2.5 % of a core at 50,000 switches/s',
  });
}

/** What a session adds to each context switch of a process that it does not watch. */
export async function bystanderCost(context: BenchContext): Promise<BenchRow[]> {
  const sizes = sizesOf(context);
  const anchors = [anchorTools.offcputime, anchorTools.perfSwitches, anchorTools.bpftraceSwitches];
  const tools: readonly Tool[] = [ownTools.onAndOffCpu, ...anchors];
  const measured = await interleaved(
    [
      { name: BASE, measure: () => nsPerSwitch(sizes) },
      ...tools.map((tool) => ({ name: tool.name, measure: () => nsPerSwitch(sizes, { tool, target: 'another' }) })),
    ],
    sizes.rounds,
    { ...context, title: 'cost for a bystander' }
  );
  return rowsOf(measured, tools, sizes, {
    what: 'Pipe ping-pong that is no target, while another process is watched by',
    goal: '≤ 200 ns a switch',
  });
}

/** The target that is not the one measured waits at its gate the whole time. */
async function nsPerSwitch(
  { roundTrips }: Sizes,
  watched?: { readonly tool: Tool; readonly target: 'itself' | 'another' }
): Promise<number> {
  const program = await startGated('pipe-pingpong', ['--round-trips', String(roundTrips)], TARGET_CPU);
  const other = watched?.target === 'another' ? await startGated('pipe-pingpong', [], TOOL_CPU) : undefined;
  try {
    const attached = watched && (await attach(watched.tool, (other ?? program).pid, TOOL_CPU));
    try {
      const { threads } = (await program.work()) as { threads: { elapsedNs: number }[] };
      return threads[0]!.elapsedNs / (roundTrips * SWITCHES_PER_ROUND_TRIP);
    } finally {
      await attached?.stop();
    }
  } finally {
    await other?.end();
    await program.end();
  }
}

interface RowTexts {
  readonly what: string;
  readonly goal: string;
}

function rowsOf(measured: Measured<number>, tools: readonly Tool[], sizes: Sizes, texts: RowTexts): BenchRow[] {
  const anchors = tools
    .filter(({ isOurs }) => !isOurs)
    .map(({ name }) => `${name}: ${costText(measured, name)}`)
    .join('; ');
  return tools
    .filter(({ isOurs }) => isOurs)
    .map(({ name }) => ({
      what: `${texts.what} ${name}`,
      goal: texts.goal,
      got: costText(measured, name),
      ...(anchors !== '' && { anchors }),
      how: `${sizes.rounds} interleaved rounds of ${sizes.roundTrips} round trips beside none; median of the differences in a round (95 % bootstrap interval)`,
    }));
}

function costText(measured: Measured<number>, name: string): string {
  const { error } = measured.get(name)!;
  if (error !== undefined) return `“${error}”`;
  const added = medianWithInterval(paired(measured, name, BASE, (ns, base) => ns - base));
  const ratio = medianWithInterval(paired(measured, name, BASE, (ns, base) => ns / base));
  // 50,000 switches/s of so many ns, as a share of 10⁹ ns.
  const share = (added.value * 50_000) / 1e7;
  return `${formatEstimate(added, 0)} ns added a switch, ×${formatEstimate(ratio)}; ${share.toFixed(2)} % of a core at 50,000/s`;
}
