import type { ExperimentFinding, Variant } from '@meshprof/contracts';
import { differingKnobs } from '../reconcile/direct-categories.ts';
import { caution, note, refusal } from './finding.ts';
import type { FullSpec } from './with-defaults.ts';

/** Names and differences between variants; what each sets is `checkKnobs`'s. */
export function checkVariants({ baseline, variants }: FullSpec): ExperimentFinding[] {
  return [...sameNames([baseline, ...variants]), ...sameAsBaseline(baseline, variants), ...sameAsEachOther(variants)];
}

function sameNames(all: readonly Variant[]): ExperimentFinding[] {
  const names = all.map(({ name }) => name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return twice.map((name) =>
    refusal('variant-name-twice', {
      sentence: `${name} is the name of two variants, so their results could not be told apart.`,
      remedy: 'Give each variant, and the baseline, a name of its own.',
    })
  );
}

function sameAsBaseline(baseline: Variant, variants: readonly Variant[]): ExperimentFinding[] {
  const same = variants.filter((variant) => differingKnobs(variant, baseline).length === 0);
  if (same.length === 0) return [];
  const names = same.map(({ name }) => name).join(', ');
  if (same.length === variants.length) {
    return [
      note('a-a-experiment', {
        sentence: `${names} sets what the baseline sets: an A/A experiment, which shows what noise looks like here.`,
        remedy: 'Any verdict but inconclusive or no material cost is a false one.',
      }),
    ];
  }
  return [
    caution('variant-is-baseline', {
      sentence: `${names} sets exactly what the baseline sets, and takes a share of the statistical power.`,
      remedy: 'Keep it as a control, or take it out.',
    }),
  ];
}

function sameAsEachOther(variants: readonly Variant[]): ExperimentFinding[] {
  return variants.flatMap((variant, index) => {
    const twin = variants.slice(0, index).find((other) => differingKnobs(variant, other).length === 0);
    if (!twin) return [];
    return [
      caution('variants-alike', {
        sentence: `${twin.name} and ${variant.name} set the same.`,
        remedy: 'Take one of them out, or change a knob of it.',
      }),
    ];
  });
}
