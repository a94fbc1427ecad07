import { type ExperimentState, FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';

export const isExperimentFinal = (state: ExperimentState): boolean =>
  FINAL_EXPERIMENT_STATES.some((final) => final === state);

/** Whether its agent holds the target: from the first look at the proxy until its configuration is back. */
export const isExperimentUnderWay = (state: ExperimentState): boolean =>
  !isExperimentFinal(state) && state !== 'draft' && state !== 'approved';

/** Agents report every 5 s and at every transition. TanStack Query stops polling while the tab is hidden. */
export const POLL_ACTIVE_EXPERIMENT_MS = 2_000;
export const POLL_IDLE_EXPERIMENTS_MS = 15_000;
