import { type ExperimentState, FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';

export function isFinal(state: ExperimentState): boolean {
  return (FINAL_EXPERIMENT_STATES as readonly ExperimentState[]).includes(state);
}
