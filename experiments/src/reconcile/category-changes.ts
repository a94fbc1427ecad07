import type { CategoryChange, SlotProfile, SlotResult } from '@meshprof/contracts';
import type { Block } from '../report/blocks.ts';
import { mean } from '../statistics/averages.ts';
import { intervalOf } from '../statistics/small-sample-interval.ts';

/** Degrees of freedom of a spread that follows from counting samples: as good as known. */
const OF_COUNTING = 1_000;

/** CPU time per request and category of one profile, in microseconds. */
interface CategoryCosts {
  readonly usPerSample: number;
  readonly samples: Readonly<Record<string, number>>;
}

/**
 * What each category adds to or takes from CPU per request: per block the variant's microseconds minus the mean of the
 * baseline's, then the mean over blocks, which adds up over categories as no median does. A profile's CPU time (exact) is
 * dealt to categories by samples; samples without a category are left out, never made up for.
 * @returns largest change first; none where no block has profiles of both
 */
export function categoryChanges(
  blocks: readonly Block[],
  variant: string,
  direct: ReadonlySet<string>
): CategoryChange[] {
  const pairs = blocks.flatMap((block) => pairOf(block, variant) ?? []);
  const seen = new Set(
    pairs.flatMap(({ own, baselines }) => [own, ...baselines].flatMap(({ samples }) => Object.keys(samples)))
  );
  return [...seen]
    .map((category) => ({ ...changeOf(category, pairs), direct: direct.has(category) }))
    .sort((a, b) => Math.abs(b.changeUs) - Math.abs(a.changeUs));
}

interface Pair {
  readonly own: CategoryCosts;
  readonly baselines: readonly CategoryCosts[];
}

function pairOf({ byVariant, baselines }: Block, variant: string): Pair | undefined {
  const costsOf = (slot: SlotResult | undefined) => (slot?.profile ? categoryCosts(slot.profile) : undefined);
  const own = costsOf(byVariant.get(variant));
  const ofBaselines = baselines.flatMap((slot) => costsOf(slot) ?? []);
  return own && ofBaselines.length > 0 ? { own, baselines: ofBaselines } : undefined;
}

function categoryCosts(profile: SlotProfile): CategoryCosts | undefined {
  if (profile.requests === 0 || profile.onCpuSamples === 0) return undefined;
  const cpuUsPerRequest = profile.cpuNs / 1_000 / profile.requests;
  return { usPerSample: cpuUsPerRequest / profile.onCpuSamples, samples: profile.onCpuSamplesByCategory };
}

function changeOf(category: string, pairs: readonly Pair[]): Omit<CategoryChange, 'direct'> {
  const costIn = ({ usPerSample, samples }: CategoryCosts) => usPerSample * (samples[category] ?? 0);
  const baselineUs = pairs.map(({ baselines }) => mean(baselines.map(costIn)));
  const variantUs = pairs.map(({ own }) => costIn(own));
  const changes = variantUs.map((us, index) => us - (baselineUs[index] as number));
  const changeUs = mean(changes);
  const { low, high } = intervalOf(changes, { sd: countingSd(category, pairs[0] as Pair), degrees: OF_COUNTING });
  return {
    category,
    baselineUs: mean(baselineUs),
    variantUs: mean(variantUs),
    changeUs,
    changeLowUs: Math.min(low, changeUs),
    changeHighUs: Math.max(high, changeUs),
  };
}

/** Of the change in a single block, by Poisson's law: a count's variance is the count. For runs of one block. */
function countingSd(category: string, { own, baselines }: Pair): number {
  const variance = ({ usPerSample, samples }: CategoryCosts) => usPerSample ** 2 * (samples[category] ?? 0);
  return Math.sqrt(variance(own) + mean(baselines.map(variance)) / baselines.length);
}
