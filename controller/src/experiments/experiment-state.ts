import { type ExperimentState, FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';

export function isFinalExperimentState(state: ExperimentState): boolean {
  return (FINAL_EXPERIMENT_STATES as readonly string[]).includes(state);
}

/** States before an agent has begun: those that it cannot report. */
export const UNBEGUN_STATES = ['draft', 'approved'] as const satisfies readonly ExperimentState[];

export function hasBegun(state: ExperimentState): boolean {
  return !(UNBEGUN_STATES as readonly string[]).includes(state);
}
