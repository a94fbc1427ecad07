import type { Limits } from '../store-config.ts';
import type { QueryError, SelectMergeStacktracesRequest, SelectSeriesRequest, TimeRange } from '../query-types.ts';
import { parseProfileTypeId, type ProfileTypeParts } from './profile-type-id.ts';
import { parseSelector, type Selector } from './selector.ts';

export type Valid<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: QueryError };

export function refuse(
  message: string,
  code: QueryError['code'] = 'invalid_argument'
): {
  readonly ok: false;
  readonly error: QueryError;
} {
  return { ok: false, error: { code, message } };
}

export function checkRange(range: TimeRange): Valid<TimeRange> {
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) {
    return refuse('start and end must be whole milliseconds since 1970');
  }
  if (start === 0 && end === 0) return refuse('missing time range in the query');
  if (start > end) return refuse(`invalid time range: start ${start} is after end ${end}`);
  return { ok: true, value: range };
}

export interface CheckedMerge {
  readonly range: TimeRange;
  readonly type: ProfileTypeParts;
  readonly selector: Selector;
}

/** What merges and time series have in common. The type is looked at first, as by Pyroscope. */
export function checkMerge(
  request: Pick<SelectMergeStacktracesRequest, 'start' | 'end' | 'profileTypeID' | 'labelSelector'>
): Valid<CheckedMerge> {
  const type = parseProfileTypeId(request.profileTypeID);
  if (!type.ok) return refuse(type.reason);
  const range = checkRange(request);
  if (!range.ok) return range;
  const selector = parseSelector(request.labelSelector === '' ? '{}' : request.labelSelector);
  if (!selector.ok) return refuse(selector.reason);
  return { ok: true, value: { range: range.value, type: type.value, selector: selector.value } };
}

const MIN_STEP_SECONDS = 0.001;

export function checkStep(request: SelectSeriesRequest, limits: Limits): Valid<number> {
  if (!(request.step >= MIN_STEP_SECONDS)) return refuse('step must be at least 0.001 seconds');
  const points = (request.end - request.start) / (request.step * 1000);
  if (points > limits.maxPointsPerSeries) {
    return refuse(`the range has more than ${limits.maxPointsPerSeries} steps; ask for a longer step or less time`);
  }
  return { ok: true, value: request.step };
}

const DEFAULT_FLAME_GRAPH_NODES = 8192;

export function checkMaxNodes(maxNodes: number | undefined, limits: Limits): Valid<number> {
  if (maxNodes === undefined || maxNodes === 0) return { ok: true, value: DEFAULT_FLAME_GRAPH_NODES };
  if (!Number.isSafeInteger(maxNodes) || maxNodes < 0) return refuse('maxNodes must be a positive whole number');
  if (maxNodes > limits.maxFlameGraphNodes) {
    return refuse(`max flamegraph nodes limit ${maxNodes} is greater than allowed ${limits.maxFlameGraphNodes}`);
  }
  return { ok: true, value: maxNodes };
}
