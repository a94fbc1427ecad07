import { EXPERIMENT_STATES, type ExperimentState } from '@meshprof/contracts';
import type { ExperimentQuery } from '@shared/infrastructure/experiments-api';

export interface ExperimentFilter {
  search: string;
  author: string;
  /** None chosen means every state. */
  states: readonly ExperimentState[];
}

/** Anything else that stands in the URL counts as not chosen. */
export function experimentFilterOf(get: (key: string) => string | undefined): ExperimentFilter {
  const states = (get('state') ?? '').split(',');
  return {
    search: get('search') ?? '',
    author: get('author') ?? '',
    states: EXPERIMENT_STATES.filter((state) => states.includes(state)),
  };
}

export const isFiltered = ({ search, author, states }: ExperimentFilter): boolean =>
  search.trim() !== '' || author.trim() !== '' || states.length > 0;

export const experimentQueryOf = ({ search, author, states }: ExperimentFilter): ExperimentQuery => ({
  ...(search.trim() && { search: search.trim() }),
  ...(author.trim() && { author: author.trim() }),
  ...(states.length > 0 && { states }),
});
