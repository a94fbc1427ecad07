import type { BenchContext, BenchRow } from '../bench-row.ts';
import { formatShareOf } from '../statistics.ts';
import { compareWithTwin, type ComparedStack, featureTicks, isTwinBuilt, ticksWhere } from '../symbolised-twin.ts';

const SECONDS = 25;
/** Disagreements that are told one by one. */
const MOST_COMMON = 4;

/** The categories of a stripped program's samples against those that its symbols would give, and its own clocks. */
export async function twinCategories({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const seconds = quick ? 1 : SECONDS;
  if (!isTwinBuilt()) throw new Error('the stand-in for Envoy needs lld-19, libc++-19-dev and libc++abi-19-dev');
  say('cost categories: against a symbolised twin');
  const comparison = await compareWithTwin(seconds);
  const { stacks } = comparison;
  const total = ticksWhere(stacks, () => true);
  const how = `${seconds} s of \`envoy-twin\`, a C++ stand-in for an Envoy worker`;
  return [
    {
      what: 'Cost category of a sample, stripped against its symbolised twin: the same',
      goal: '≥ 95 %',
      got: `${formatShareOf(
        ticksWhere(stacks, ({ named, stripped }) => named === stripped),
        total
      )}; otherwise ${disagreements(stacks, total)}`,
      how: `${how}, recorded once and named by both; share (95 % interval; samples)`,
    },
    {
      what: 'Share of each feature, by what the stripped program proves',
      goal: 'the program’s own clocks',
      got: featureTicks(comparison)
        .map(({ feature, stripped, truth }) => {
          return `${feature} ${formatShareOf(stripped, total)}, by its clocks ${(truth * 100).toFixed(1)} %`;
        })
        .join('; '),
      how: `${how}; share (95 % interval; samples)`,
    },
  ];
}

function disagreements(stacks: readonly ComparedStack[], total: number): string {
  const pairs = new Map<string, number>();
  for (const { named, stripped, ticks } of stacks) {
    if (named === stripped) continue;
    const pair = `${named} as ${stripped}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + ticks);
  }
  const sorted = [...pairs].sort(([, a], [, b]) => b - a).slice(0, MOST_COMMON);
  return sorted.map(([pair, ticks]) => `${pair} ${((ticks / total) * 100).toFixed(1)} %`).join(', ');
}
