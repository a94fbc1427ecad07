import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import { checkKnobs } from './check-knobs.ts';
import { checkLoad } from './check-load.ts';
import { checkTarget } from './check-target.ts';
import { checkVariants } from './check-variants.ts';
import { checkBlocks, checkDuration } from './check-plan.ts';
import { withDefaults } from './with-defaults.ts';

/** What is wrong or risky about a spec that has the right shape; an error refuses it. Needs no proxy. */
export function checkSpec(spec: ExperimentSpec): ExperimentFinding[] {
  const full = withDefaults(spec);
  return [
    ...checkTarget(full),
    ...checkVariants(full),
    ...[full.baseline, ...full.variants].flatMap((variant) => checkKnobs(variant, full)),
    ...checkLoad(full),
    ...checkBlocks(full),
    ...checkDuration(full),
  ];
}
