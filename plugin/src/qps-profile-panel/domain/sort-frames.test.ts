import { createDataFrame, FieldType } from '@grafana/data';
import { costFrameOf, recordedCostFrames, recordedFlameGraphFrames, throughputFrameOf } from '../testing/frames';
import { sortFrames } from './sort-frames';

const times = [15_000, 30_000];
const throughput = throughputFrameOf({ times, values: [1, 2] });

describe('sortFrames', () => {
  it('tells the recorded frames of a profile query from throughput', () => {
    const { costs, throughput: above, problems } = sortFrames([...recordedCostFrames(), throughput]);
    expect(costs.map(({ categoryId }) => categoryId)).toEqual(['router', 'tracing']);
    expect(above).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it('keeps samples without a category among the costs of their query', () => {
    const frames = [
      costFrameOf({ times, values: [1, 1], labels: { cost_category: 'tls' } }),
      costFrameOf({ times, values: [1, 1] }),
    ];
    expect(sortFrames([...frames, throughput]).costs.map(({ categoryId }) => categoryId)).toEqual(['tls', '']);
  });

  it('takes wide frames apart', () => {
    const wide = createDataFrame({
      refId: 'B',
      fields: [
        { name: 'time', type: FieldType.time, values: times },
        { name: 'a', type: FieldType.number, values: [1, 2] },
        { name: 'b', type: FieldType.number, values: [3, 4] },
      ],
    });
    expect(sortFrames([wide]).throughput.map(({ field }) => field.name)).toEqual(['a', 'b']);
  });

  const codesOf = (frames: Parameters<typeof sortFrames>[0]) => sortFrames(frames).problems;

  it.each([
    ['nothing at all', [], [{ code: 'no-throughput' }, { code: 'no-costs' }]],
    ['throughput alone', [throughput], [{ code: 'no-costs' }]],
    ['profiles alone', recordedCostFrames(), [{ code: 'no-throughput' }]],
    [
      'a profile query without groups',
      [throughput, costFrameOf({ times, values: [1, 1] })],
      [{ code: 'not-grouped', refId: 'A', groupedBy: [] }],
    ],
    [
      'a profile query with other groups',
      [throughput, costFrameOf({ times, values: [1, 1], labels: { thread: 'wrk:N' } })],
      [{ code: 'not-grouped', refId: 'A', groupedBy: ['thread'] }],
    ],
    ['a flame graph', [throughput, ...recordedFlameGraphFrames()], [{ code: 'flame-graph', refId: 'A' }]],
    [
      'a table',
      [
        ...recordedCostFrames(),
        createDataFrame({ refId: 'B', fields: [{ name: 'Value', type: FieldType.number, values: [1] }] }),
      ],
      [{ code: 'no-time', refId: 'B' }],
    ],
    [
      'text',
      [
        ...recordedCostFrames(),
        createDataFrame({ refId: 'B', fields: [{ name: 'line', type: FieldType.string, values: ['x'] }] }),
      ],
      [{ code: 'no-number', refId: 'B' }],
    ],
    [
      'an empty answer of Prometheus',
      [...recordedCostFrames(), createDataFrame({ refId: 'B', fields: [] })],
      [{ code: 'no-throughput' }],
    ],
  ])('says what is wrong with %s', (_what, frames, problems) => {
    expect(codesOf(frames)).toEqual(problems);
  });

  it('draws no thousand lines', () => {
    const many = Array.from({ length: 501 }, () => throughput);
    const { throughput: drawn, problems } = sortFrames([...recordedCostFrames(), ...many]);
    expect(drawn).toEqual([]);
    expect(problems).toEqual([{ code: 'too-many-series', refId: 'B', count: 501 }]);
  });
});
