import type { ExperimentSummary } from '@meshprof/contracts';
import { experimentRef } from '@shared/domain/experiment/experiment-refs';
import type { PresetSides } from './earlier-sides';

export interface VariantSides extends PresetSides {
  baseline: string;
  variant: string;
}

/** Of an experiment that has measured something: its baseline against each variant. */
export function variantSides(
  { id, variants, startUnixMs, endUnixMs }: Pick<ExperimentSummary, 'id' | 'variants' | 'startUnixMs' | 'endUnixMs'>,
  nowUnixMs: number = Date.now()
): VariantSides[] {
  const [baseline, ...others] = variants;
  if (baseline === undefined || startUnixMs === undefined) {
    return [];
  }
  const stretch = [{ fromUnixMs: startUnixMs, toUnixMs: endUnixMs ?? nowUnixMs }];
  const left = experimentRef(id, stretch, baseline);
  return others.flatMap((variant) => {
    const right = experimentRef(id, stretch, variant);
    return left && right ? [{ left, right, baseline, variant }] : [];
  });
}
