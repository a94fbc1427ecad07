/** Frames as Grafana hands them to panels, for tests. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { createDataFrame, type DataFrame, type DataFrameJSON, dataFrameFromJSON, FieldType } from '@grafana/data';

const GOLDEN = join(__dirname, '../../../../tests/golden/grafana');

/** What a Grafana 12.4 answered for a profile query grouped by cost category: router 70 %, tracing 30 %. */
export const recordedCostFrames = () => recordedFrames('ds-query-metrics.response.json');

/** And for the flame graph of the same. */
export const recordedFlameGraphFrames = () => recordedFrames('ds-query-profile.response.json');

function recordedFrames(name: string): DataFrame[] {
  const { results } = JSON.parse(readFileSync(join(GOLDEN, name), 'utf8')) as {
    results: Record<string, { frames: DataFrameJSON[] }>;
  };
  return results.A!.frames.map(dataFrameFromJSON);
}

interface FrameParts {
  refId?: string;
  times: number[];
  values: Array<number | null>;
  labels?: Record<string, string>;
}

export const costFrameOf = ({ refId = 'A', times, values, labels = {} }: FrameParts): DataFrame =>
  createDataFrame({
    refId,
    name: 'series',
    meta: { custom: { rateCalculated: true } },
    fields: [
      { name: 'time', type: FieldType.time, values: times },
      { name: 'cpu', type: FieldType.number, values, labels, config: { unit: 'cores' } },
    ],
  });

export const throughputFrameOf = ({ refId = 'B', times, values, labels = {} }: FrameParts): DataFrame =>
  createDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: times, config: { interval: 5000 } },
      { name: 'Value', type: FieldType.number, values, labels },
    ],
  });
