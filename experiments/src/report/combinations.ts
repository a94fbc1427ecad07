import type { Combination, Variant } from '@meshprof/contracts';
import { differingKnobs, knobKey } from '../reconcile/direct-categories.ts';
import { intervalOf } from '../statistics/small-sample-interval.ts';
import { signedAmount } from '../verdict/percent-text.ts';
import type { Analysis } from './analysis.ts';
import { cpuPerRequestUs, ofBaseline, ofVariant } from './changes.ts';

/**
 * The interaction of a 2 × 2 design, for each variant that sets what two others set: both − first − second + baseline, in
 * microseconds a block, because that is how costs are added up. 0 where they do.
 */
export function combinationsOf({ spec, blocks, noise }: Analysis): Combination[] {
  if (blocks.length === 0) return [];
  const changes = spec.variants.map((variant) => ({
    variant,
    keys: differingKnobs(variant, spec.baseline).map(knobKey),
  }));
  return changes.flatMap((both) => {
    const parts = partsOf(both, changes);
    if (!parts) return [];
    const names = { first: parts[0].name, second: parts[1].name, both: both.variant.name };
    const of = (name: string) => blocks.map((block) => ofVariant(block, name, cpuPerRequestUs));
    const [ofBoth, ofFirst, ofSecond] = [of(names.both), of(names.first), of(names.second)];
    const levels = blocks.map((block) => ofBaseline(block, cpuPerRequestUs));
    const extras = levels.map((level, index) => at(ofBoth, index) - at(ofFirst, index) - at(ofSecond, index) + level);
    const { estimate, low, high } = intervalOf(extras, { ...noise, sd: 2 * noise.sd * at(levels, 0) });
    const sentence = sentenceOf(names, { estimate, low, high });
    return [{ ...names, extraUs: estimate, extraLowUs: low, extraHighUs: high, sentence }];
  });
}

const at = (values: readonly number[], index: number): number => values[index] as number;

interface Change {
  readonly variant: Variant;
  /** Of knob values that it and the baseline do not share. */
  readonly keys: readonly string[];
}

/** Two others whose differences from the baseline, which have no knob value in common, together are this one's. */
function partsOf(both: Change, changes: readonly Change[]): readonly [Variant, Variant] | undefined {
  const others = changes.filter((change) => change !== both && change.keys.length > 0);
  const pairs = others.flatMap((first, index) => others.slice(index + 1).map((second) => [first, second] as const));
  // A value that both parts have would be there twice, and not be equal.
  const found = pairs.find(([first, second]) => setText([...first.keys, ...second.keys]) === setText(both.keys));
  return found && [found[0].variant, found[1].variant];
}

const setText = (keys: readonly string[]): string => [...keys].sort().join('\n');

function sentenceOf(
  { first, second, both }: Pick<Combination, 'first' | 'second' | 'both'>,
  { estimate, low, high }: { readonly estimate: number; readonly low: number; readonly high: number }
): string {
  const numbers = `${signedAmount(estimate)} µs (${signedAmount(low)} to ${signedAmount(high)}) per request`;
  const told =
    low > 0
      ? 'together they cost more than one by one'
      : high < 0
        ? 'together they cost less than one by one'
        : 'no deviation from adding up is certain';
  return `${first} and ${second} against ${both}: ${told}, ${numbers}.`;
}
