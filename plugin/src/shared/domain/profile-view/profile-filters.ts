import type { UrlState } from '@shared/domain/use-url-state';
import { type ProfileSource, withMatchers } from './profile-source';
import { DIMENSION_IDS, type DimensionId, matchersOf } from './split-dimensions';

/** The parts that the graph is narrowed down to, one a dimension at most. */
export type Filters = Partial<Record<DimensionId, string>>;

/** A part whose label the series lack is empty, and a URL holds no empty values. */
const NO_LABEL = '-';

export function filtersIn({ get }: UrlState): Filters {
  const filters: Filters = {};
  for (const id of DIMENSION_IDS) {
    const value = get(id);
    if (value !== undefined) {
      filters[id] = value === NO_LABEL ? '' : value;
    }
  }
  return filters;
}

export const isNarrowed = (state: UrlState): boolean => Object.keys(filtersIn(state)).length > 0;

/** Narrows the graph down to a part, or widens it again if it is that part already. */
export function toggleFilter({ get, set }: UrlState, id: DimensionId, part: string): void {
  const value = part === '' ? NO_LABEL : part;
  set({ [id]: get(id) === value ? undefined : value }, { push: true });
}

/** Changes of the state that remove every filter. */
export const NO_FILTERS: Readonly<Record<string, undefined>> = Object.fromEntries(
  DIMENSION_IDS.map((id) => [id, undefined])
);
/** Those that remove filters by parts that only some types of profile have. */
export const NO_FILTERS_OF_TYPE: Partial<Record<DimensionId, undefined>> = { wait: undefined, fault: undefined };

export const clearFilters = ({ set }: UrlState): void => set(NO_FILTERS, { push: true });

/** The series that remain. A table of parts leaves its own dimension out, so that one can move on to another part. */
export function narrowed(source: ProfileSource, filters: Filters, exceptId?: DimensionId): ProfileSource {
  const matchers = Object.entries(filters)
    .filter(([id]) => id !== exceptId)
    .map(([id, part]) => matchersOf(id as DimensionId, part));
  return matchers.length === 0
    ? source
    : { ...source, labelSelector: withMatchers(source.labelSelector, Object.assign({}, ...matchers)) };
}
