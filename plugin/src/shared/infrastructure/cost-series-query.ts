import type { DataFrame } from '@grafana/data';
import { type DataSource, queryFrames } from './data-source-query';

export interface CostSeriesQuery {
  dataSource: DataSource;
  profileTypeId: string;
  labelSelector: string;
  fromUnixMs: number;
  toUnixMs: number;
  /** The data source takes 15 s for less. */
  stepMs: number;
}

/** CPU over time, one frame a cost category. */
export function queryCostSeries(query: CostSeriesQuery, signal?: AbortSignal): Promise<DataFrame[]> {
  const { fromUnixMs, toUnixMs, stepMs, ...rest } = query;
  const asked = { refId: 'costs', queryType: 'metrics', groupBy: ['cost_category'], intervalMs: stepMs, ...rest };
  return queryFrames(asked, { fromUnixMs, toUnixMs }, signal);
}
