import type { ExperimentSpec, Variant } from '@meshprof/contracts';

/** The baseline first. */
export const variantsOf = ({ baseline, variants }: ExperimentSpec): readonly Variant[] => [baseline, ...variants];
