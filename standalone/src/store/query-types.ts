/**
 * Requests and answers of the query functions: the part of Pyroscope's querier API (v1) that Meshprof uses, with
 * Pyroscope's field names. Times are Unix milliseconds. 64-bit integers are decimal strings in answers, as the
 * Connect protocol writes them. Fields that hold their zero value are absent, also as there.
 */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

export type ProfileTypesRequest = TimeRange;
export interface ProfileTypeInfo {
  readonly ID: string;
  readonly name: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly periodType?: string;
  readonly periodUnit?: string;
}
export interface ProfileTypesResponse {
  readonly profileTypes?: readonly ProfileTypeInfo[];
}

export interface LabelNamesRequest extends TimeRange {
  /** Label selectors; a series counts if one of them selects it. Absent or empty: every series. */
  readonly matchers?: readonly string[];
  /** Also names that are no Prometheus identifiers, such as `service.name`. Default false, as in Pyroscope. */
  readonly allowUtf8?: boolean;
}
export interface LabelValuesRequest extends TimeRange {
  readonly name: string;
  readonly matchers?: readonly string[];
}
export interface NamesResponse {
  readonly names?: readonly string[];
}

export interface LabelPair {
  readonly name: string;
  readonly value: string;
}
export interface SeriesRequest extends TimeRange {
  readonly matchers?: readonly string[];
  /** Labels to keep; sets that become equal are merged. Absent or empty: all. */
  readonly labelNames?: readonly string[];
  readonly allowUtf8?: boolean;
}
export interface SeriesResponse {
  readonly labelsSet?: readonly { readonly labels?: readonly LabelPair[] }[];
}

export const AGGREGATIONS = ['TIME_SERIES_AGGREGATION_TYPE_SUM', 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export interface SelectSeriesRequest extends TimeRange {
  readonly profileTypeID: string;
  readonly labelSelector: string;
  /** Seconds between points. */
  readonly step: number;
  readonly groupBy?: readonly string[];
  readonly aggregation?: Aggregation;
  /** Keep only this many series, the largest first. 0 or absent: all. */
  readonly limit?: number;
}
export interface Point {
  readonly value: number;
  /** End of the step, Unix milliseconds. */
  readonly timestamp: string;
}
export interface SelectSeriesResponse {
  readonly series?: readonly { readonly labels?: readonly LabelPair[]; readonly points: readonly Point[] }[];
}

export interface SelectMergeStacktracesRequest extends TimeRange {
  readonly profileTypeID: string;
  readonly labelSelector: string;
  /** Nodes kept in the flame graph; smaller ones are merged into `other`. 0 or absent: 8192. */
  readonly maxNodes?: number;
}
/** Level values: (offset from the end of the previous node, total, self, index in names) for each node. */
export interface FlameGraph {
  readonly names: readonly string[];
  readonly levels: readonly { readonly values: readonly string[] }[];
  readonly total?: string;
  readonly maxSelf?: string;
}
export interface SelectMergeStacktracesResponse {
  readonly flamegraph: FlameGraph;
}

export interface DiffRequest {
  readonly left: SelectMergeStacktracesRequest;
  readonly right: SelectMergeStacktracesRequest;
}
/** Level values: (offset, total, self) of the left side, the same of the right, index in names, for each node. */
export interface FlameGraphDiff extends FlameGraph {
  readonly leftTicks?: string;
  readonly rightTicks?: string;
}
export interface DiffResponse {
  readonly flamegraph: FlameGraphDiff;
}

/** A request the caller got wrong, or one that asks for more than the limits allow. */
export interface QueryError {
  readonly code: 'invalid_argument' | 'not_found' | 'resource_exhausted' | 'unimplemented' | 'unavailable' | 'internal';
  readonly message: string;
}

export type QueryResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: QueryError };
