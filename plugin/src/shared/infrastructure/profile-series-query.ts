import type { Field } from '@grafana/data';
import { fetchFrames, type ProfileQuery } from './profile-query';

/** The sum of a profile type's values over the query's time for one combination of label values. */
export interface LabelledSum {
  labels: Readonly<Record<string, string>>;
  /** In no fixed unit (the data source turns CPU time into rates): good for shares of the whole. */
  sum: number;
}

/** Series by these labels, added up over time. A series without one of the labels has no value for it. */
export async function querySums(
  query: Omit<ProfileQuery, 'maxNodes'> & { groupBy: string[]; intervalMs?: number },
  signal?: AbortSignal
): Promise<LabelledSum[]> {
  const { groupBy, ...range } = query;
  const frames = await fetchFrames({ ...range, queryType: 'metrics', groupBy }, signal);
  return frames
    .map(({ fields }) => fields.find(({ type }) => type === 'number'))
    .filter((field): field is Field<number> => field !== undefined)
    .map((field) => ({ labels: field.labels ?? {}, sum: field.values.reduce((sum, value) => sum + (value || 0), 0) }));
}
