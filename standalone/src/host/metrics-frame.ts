/** A series of the store as the data frame that Grafana's Pyroscope data source makes of it. */
import type { LabelPair, Point } from '../store/query-types.ts';
import type { StoredType } from './stored-type.ts';

interface StoreSeries {
  readonly labels?: readonly LabelPair[];
  readonly points: readonly Point[];
}

export interface MetricsFrameOptions {
  readonly refId: string;
  readonly type: StoredType;
  readonly stepSeconds: number;
}

/** CPU time becomes a rate in cores; other types stay sums over a step (ds-query-metrics.response.json). */
export function metricsFrame({ labels = [], points }: StoreSeries, { refId, type, stepSeconds }: MetricsFrameOptions) {
  const isCpuTime = type.name === 'process_cpu' && type.grafanaUnit === 'ns';
  const scale = isCpuTime ? 1 / (stepSeconds * 1e9) : 1;
  return {
    schema: {
      name: 'series',
      refId,
      meta: {
        typeVersion: [0, 0],
        ...(isCpuTime && { custom: { rateCalculated: true } }),
        preferredVisualisationType: 'graph',
      },
      fields: [
        { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' } },
        {
          name: type.sampleType,
          type: 'number',
          typeInfo: { frame: 'float64' },
          labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
          config: { unit: isCpuTime ? 'cores' : type.grafanaUnit },
        },
      ],
    },
    data: { values: [points.map(({ timestamp }) => Number(timestamp)), points.map(({ value }) => value * scale)] },
  };
}
