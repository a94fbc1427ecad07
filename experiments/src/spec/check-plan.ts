import type { ExperimentFinding } from '@meshprof/contracts';
import { schedule } from '../schedule/schedule.ts';
import { plannedDurationMs } from '../schedule/planned-duration.ts';
import { blocksNeeded, smallestPValue } from '../statistics/blocks-needed.ts';
import { percentText } from '../verdict/percent-text.ts';
import { note, caution, refusal } from './finding.ts';
import type { FullSpec } from './with-defaults.ts';

/** The floor rule: a plan that cannot find anything, whatever there is to find, is refused. */
export function checkBlocks({ blocks, variants, indicative }: FullSpec): ExperimentFinding[] {
  const needed = blocksNeeded(variants.length);
  if (indicative) {
    const sentence = 'An indicative run shows where to look: every verdict is inconclusive.';
    return [note('indicative', { sentence, remedy: `For a result, run ${needed} blocks or more.` })];
  }
  if (blocks >= needed) return [];
  const smallest = percentText(100 * Math.min(1, smallestPValue(blocks) * variants.length));
  return [
    refusal('too-few-blocks', {
      sentence: `With ${blocks} blocks and ${variants.length} comparisons no p-value can be below ${smallest} %, so nothing could be proven.`,
      remedy: `Plan ${needed} blocks or more, or fewer variants; or mark the run as indicative.`,
    }),
  ];
}

export function checkDuration(spec: FullSpec): ExperimentFinding[] {
  const durationMs = plannedDurationMs(spec, schedule({ ...namesOf(spec), blocks: spec.blocks, seed: spec.seed }));
  const minutes = (ms: number) => `${Math.ceil(ms / 60_000)} min`;
  const told = {
    sentence: `The plan takes about ${minutes(durationMs)}, and the run is ended after ${minutes(spec.guards.maxDurationMs)}.`,
    remedy: 'Shorten windowMs, warmMs or profileMs, take out variants, or raise guards.maxDurationMs (2 h at most).',
  };
  if (durationMs > spec.guards.maxDurationMs) return [refusal('too-long', told)];
  return durationMs > 0.8 * spec.guards.maxDurationMs ? [caution('nearly-too-long', told)] : [];
}

export function namesOf({ baseline, variants }: FullSpec): { baseline: string; variants: string[] } {
  return { baseline: baseline.name, variants: variants.map(({ name }) => name) };
}
