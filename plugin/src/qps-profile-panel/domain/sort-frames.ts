import { type DataFrame, type Field, FieldType } from '@grafana/data';

/** The label that makes a series a share of cost; the agent puts it on every sample. */
export const COST_LABEL = 'cost_category';

export interface TimedSeries {
  frame: DataFrame;
  time: Field<number>;
  field: Field<number | null>;
}

export interface CostSeries extends TimedSeries {
  /** Value of the label; '' for samples without one. */
  categoryId: string;
}

/** Why a frame, or a kind of frame, cannot be drawn. The user interface has the words. */
export type FrameProblem =
  | { code: 'no-throughput' }
  | { code: 'no-costs' }
  | { code: 'not-grouped'; refId: string; groupedBy: string[] }
  | { code: 'flame-graph'; refId: string }
  | { code: 'no-time'; refId: string }
  | { code: 'no-number'; refId: string }
  | { code: 'too-many-series'; refId: string; count: number };

export interface SortedFrames {
  throughput: TimedSeries[];
  costs: CostSeries[];
  problems: FrameProblem[];
}

/** More lines than anybody can tell apart; a query without an aggregation easily has thousands. */
const MAX_SERIES_PER_QUERY = 500;

/** Frames of one query belong together: a profile query's series without a category is no throughput. */
export function sortFrames(frames: DataFrame[]): SortedFrames {
  const sorted: SortedFrames = { throughput: [], costs: [], problems: [] };
  for (const [refId, own] of byRefId(frames)) {
    const series = own.flatMap(timedSeriesOf);
    if (series.length === 0) {
      sorted.problems.push(...problemsOfUntimed(refId, own));
    } else if (series.length > MAX_SERIES_PER_QUERY) {
      sorted.problems.push({ code: 'too-many-series', refId, count: series.length });
    } else if (series.some(({ field }) => field.labels?.[COST_LABEL] !== undefined)) {
      sorted.costs.push(...series.map((one) => ({ ...one, categoryId: one.field.labels?.[COST_LABEL] ?? '' })));
    } else if (series.some(isOfProfile)) {
      sorted.problems.push({ code: 'not-grouped', refId, groupedBy: labelNames(series) });
    } else {
      sorted.throughput.push(...series);
    }
  }
  return { ...sorted, problems: [...sorted.problems, ...missingKinds(sorted)] };
}

function byRefId(frames: DataFrame[]): Map<string, DataFrame[]> {
  const groups = new Map<string, DataFrame[]>();
  for (const frame of frames) {
    const refId = frame.refId ?? '';
    groups.set(refId, [...(groups.get(refId) ?? []), frame]);
  }
  return groups;
}

function timedSeriesOf(frame: DataFrame): TimedSeries[] {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  return time
    ? frame.fields.filter(({ type }) => type === FieldType.number).map((field) => ({ frame, time, field }))
    : [];
}

/** Marks of Grafana's Pyroscope data source; a Prometheus result has neither. */
const isOfProfile = ({ frame, field }: TimedSeries) =>
  frame.meta?.custom?.['rateCalculated'] === true || (frame.name === 'series' && field.config.unit === 'cores');

const labelNames = (series: TimedSeries[]) => [
  ...new Set(series.flatMap(({ field }) => Object.keys(field.labels ?? {}))),
];

function problemsOfUntimed(refId: string, frames: DataFrame[]): FrameProblem[] {
  const filled = frames.filter(({ fields }) => fields.length > 0);
  if (filled.length === 0) {
    return [];
  }
  const names = new Set(filled.flatMap(({ fields }) => fields.map(({ name }) => name)));
  if (['level', 'value', 'self', 'label'].every((name) => names.has(name))) {
    return [{ code: 'flame-graph', refId }];
  }
  const hasNumber = filled.some(({ fields }) => fields.some(({ type }) => type === FieldType.number));
  return [{ code: hasNumber ? 'no-time' : 'no-number', refId }];
}

/** Said only where no frame explains the lack by its own fault. */
function missingKinds({ throughput, costs, problems }: SortedFrames): FrameProblem[] {
  const isCostExplained = problems.some(({ code }) => code === 'not-grouped' || code === 'flame-graph');
  const isThroughputExplained = problems.some(({ code }) => code !== 'not-grouped' && code !== 'flame-graph');
  return [
    ...(throughput.length === 0 && !isThroughputExplained ? [{ code: 'no-throughput' } as const] : []),
    ...(costs.length === 0 && !isCostExplained ? [{ code: 'no-costs' } as const] : []),
  ];
}
