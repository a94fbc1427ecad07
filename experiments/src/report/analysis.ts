import { holmCorrected } from '../statistics/holm.ts';
import { signFlipPValue } from '../statistics/signed-rank.ts';
import { intervalOf, type KnownNoise } from '../statistics/small-sample-interval.ts';
import { type FullSpec, withDefaults } from '../spec/with-defaults.ts';
import { walshInterval } from '../statistics/walsh-interval.ts';
import { earlyLooks, isSettled, levelAtEnd, type Standing } from '../verdict/look.ts';
import { type Block, completeBlocks } from './blocks.ts';
import { cpuPerRequestUs, logRatios } from './changes.ts';
import { toPercent } from './estimates.ts';
import { aaNoise, assumedNoise } from './noise.ts';
import type { ReportInput } from './report-input.ts';

/** What verdicts, report and the end of a run rest on. */
export interface Analysis {
  readonly spec: FullSpec;
  readonly blocks: readonly Block[];
  readonly noise: KnownNoise;
  /** By name of the variant; empty without a complete block. */
  readonly standings: ReadonlyMap<string, Standing>;
  readonly ending: Ending;
}

/** `early`: at a look, with every variant settled. `unfinished`: still running, or ended somewhere else. */
export type Ending = 'as-planned' | 'early' | 'unfinished';

export function analyse(input: ReportInput): Analysis {
  const spec = withDefaults(input.spec, input.seed);
  const blocks = completeBlocks(input.slots, spec);
  const noise = aaNoise(input.aaSlots) ?? assumedNoise(spec);
  const standings = standingsOf(spec, blocks, noise);
  return { spec, blocks, noise, standings, ending: endingOf(spec, blocks, standings) };
}

/** To be asked after each block: true if the run may end now, before its plan. */
export function mayEndEarly(input: ReportInput): boolean {
  return analyse(input).ending === 'early';
}

function standingsOf(spec: FullSpec, blocks: readonly Block[], noise: KnownNoise): Map<string, Standing> {
  if (blocks.length === 0) return new Map();
  const ratios = spec.variants.map(({ name }) => logRatios(blocks, name, cpuPerRequestUs));
  const pValues = holmCorrected(ratios.map(signFlipPValue));
  return new Map(
    spec.variants.map(({ name }, index) => [name, standingOf(ratios[index] as number[], pValues[index] as number)])
  );

  function standingOf(ofVariant: readonly number[], holmPValue: number): Standing {
    const { low, high } = intervalOf(ofVariant, noise);
    const atTest = walshInterval(ofVariant, 1 - levelAtEnd(spec.blocks) / spec.variants.length);
    return {
      changeLowPercent: toPercent(low),
      changeHighPercent: toPercent(high),
      halfWidthPoints: atTest && (toPercent(atTest.high) - toPercent(atTest.low)) / 2,
      holmPValue,
    };
  }
}

function endingOf(spec: FullSpec, blocks: readonly Block[], standings: ReadonlyMap<string, Standing>): Ending {
  if (blocks.length >= spec.blocks) return 'as-planned';
  const isLook = earlyLooks(spec.blocks).includes(blocks.length);
  const areSettled = [...standings.values()].every((standing) => isSettled(standing, spec.minEffectPercent));
  return isLook && areSettled && !spec.indicative ? 'early' : 'unfinished';
}
