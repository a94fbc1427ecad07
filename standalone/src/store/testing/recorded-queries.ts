/** Requests of tests/golden/pyroscope (`NAME.request.json`) and the querier's methods that they are for. */
export type RecordedQuery = readonly [file: string, method: string];

/** Those that Pyroscope answered. */
export const RECORDED_QUERIES: readonly RecordedQuery[] = [
  ['profile-types', 'ProfileTypes'],
  ['label-names', 'LabelNames'],
  ['label-values', 'LabelValues'],
  ['series', 'Series'],
  ['select-series', 'SelectSeries'],
  ['select-merge-stacktraces', 'SelectMergeStacktraces'],
  ['select-merge-off-cpu-time', 'SelectMergeStacktraces'],
  ['select-merge-off-cpu-switches', 'SelectMergeStacktraces'],
];

/** Those that it refused, with 400. */
export const RECORDED_REFUSALS: readonly RecordedQuery[] = [
  ['error-bad-selector', 'SelectSeries'],
  ['error-bad-type', 'SelectMergeStacktraces'],
];
