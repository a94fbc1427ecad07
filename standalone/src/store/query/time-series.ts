import { compareText } from '../labels.ts';
import type { Series } from '../persistence/series-index.ts';
import type { LabelPair, Point, SelectSeriesRequest, SelectSeriesResponse } from '../query-types.ts';
import type { EntryRow } from './series-selection.ts';

interface Group {
  readonly labels: readonly LabelPair[];
  /** Sum and number of values by step. */
  readonly steps: Map<number, { sum: number; count: number }>;
  total: number;
}

/** Adds entries up by group and step. A value belongs to the first step end at or after its time. */
export class TimeSeries {
  readonly #request: SelectSeriesRequest;
  readonly #groupBy: readonly string[];
  readonly #stepMs: number;
  readonly #groups = new Map<string, Group>();

  constructor(request: SelectSeriesRequest) {
    this.#request = request;
    this.#groupBy = [...new Set(request.groupBy ?? [])].sort(compareText);
    this.#stepMs = request.step * 1000;
  }

  add(series: Series, entries: readonly EntryRow[]): void {
    if (entries.length === 0) return;
    const group = this.#groupOf(series);
    for (const { timeMs, total } of entries) {
      const step = Math.ceil((timeMs - this.#request.start) / this.#stepMs);
      const values = group.steps.get(step) ?? { sum: 0, count: 0 };
      values.sum += total;
      values.count++;
      group.steps.set(step, values);
      group.total += total;
    }
  }

  finish(): SelectSeriesResponse {
    const limit = this.#request.limit ?? 0;
    let groups = [...this.#groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group);
    if (limit > 0) groups = groups.sort((a, b) => b.total - a.total).slice(0, limit);
    if (groups.length === 0) return {};
    return {
      series: groups.map((group) => ({
        ...(group.labels.length === 0 ? {} : { labels: group.labels }),
        points: this.#points(group),
      })),
    };
  }

  #groupOf(series: Series): Group {
    const labels: LabelPair[] = [];
    for (const name of this.#groupBy) {
      const value = series.labels.get(name);
      if (value !== undefined) labels.push({ name, value });
    }
    const key = JSON.stringify(labels);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { labels, steps: new Map(), total: 0 };
      this.#groups.set(key, group);
    }
    return group;
  }

  #points(group: Group): Point[] {
    const average = this.#request.aggregation === 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE';
    return [...group.steps]
      .sort(([a], [b]) => a - b)
      .map(([step, { sum, count }]) => ({
        value: average ? sum / count : sum,
        timestamp: Math.round(this.#request.start + step * this.#stepMs).toString(),
      }));
  }
}
