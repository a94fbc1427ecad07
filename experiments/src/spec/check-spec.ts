import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';

/** What is wrong or risky about a spec that has the right shape; an error refuses it. Needs no proxy. */
export function checkSpec(_spec: ExperimentSpec): ExperimentFinding[] {
  return [];
}
