import type {
  Experiment,
  ExperimentPlan,
  ExperimentSpec,
  ExperimentState,
  ExperimentSummary,
  Page,
  RerunExperiment,
} from '@meshprof/contracts';
import { request } from './controller-request';

const EXPERIMENTS_PAGE_SIZE = 100;

export interface ExperimentQuery {
  states?: readonly ExperimentState[];
  /** Words that must all occur in what is known of it. */
  search?: string;
  author?: string;
}

const one = (experimentId: string) => `v1/experiments/${encodeURIComponent(experimentId)}`;
const keyed = (key: string) => ({ 'Idempotency-Key': key });

/** Newest first. */
export const listExperiments = (
  { states, ...query }: ExperimentQuery,
  { cursor, limit = EXPERIMENTS_PAGE_SIZE }: { cursor?: string; limit?: number } = {},
  signal?: AbortSignal
): Promise<Page<ExperimentSummary>> =>
  request('read/v1/experiments', {
    params: { ...query, state: states?.length ? states : undefined, limit, cursor },
    signal,
  });

export const getExperiment = (experimentId: string, signal?: AbortSignal): Promise<Experiment> =>
  request(`read/${one(experimentId)}`, { signal });

/** What it would be; nothing is stored or changed. */
export const planExperiment = (spec: ExperimentSpec, signal?: AbortSignal): Promise<ExperimentPlan> =>
  request('operate/v1/experiments/plan', { method: 'POST', data: spec, signal });

/** A repeated call with the same key answers the experiment of the first one. */
export const createExperiment = (spec: ExperimentSpec, idempotencyKey: string): Promise<Experiment> =>
  request('experiment/v1/experiments', { method: 'POST', data: spec, headers: keyed(idempotencyKey) });

/** The same spec once more; with the same seed its variants come in the same order. */
export const rerunExperiment = (
  experimentId: string,
  how: RerunExperiment,
  idempotencyKey: string
): Promise<Experiment> =>
  request(`experiment/${one(experimentId)}/rerun`, { method: 'POST', data: how, headers: keyed(idempotencyKey) });

export const EXPERIMENT_COMMANDS = ['approve', 'pause', 'resume', 'abort'] as const;
export type ExperimentCommand = (typeof EXPERIMENT_COMMANDS)[number];

/** The answer may still have the state of before: the agent acts between two slots. */
export const commandExperiment = (experimentId: string, command: ExperimentCommand): Promise<Experiment> =>
  request(`experiment/${one(experimentId)}/${command}`, { method: 'POST', data: {} });

export const deleteExperiment = (experimentId: string): Promise<void> =>
  request(`experiment/${one(experimentId)}`, { method: 'DELETE' });
