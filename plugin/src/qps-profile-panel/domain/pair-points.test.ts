import { costFrameOf, throughputFrameOf } from '../testing/frames';
import { costSharesOf } from './cost-shares';
import { pairPoints, stretchAt, stretchLengthMs } from './pair-points';
import { sortFrames } from './sort-frames';

const STEP_MS = 15_000;

function pointsOf(costTimes: number[], throughput: Array<{ times: number[]; values: Array<number | null> }>) {
  const labels = { cost_category: 'tls' };
  const sorted = sortFrames([
    costFrameOf({ times: costTimes, values: costTimes.map(() => 1), labels }),
    ...throughput.map((parts) => throughputFrameOf(parts)),
  ]);
  return pairPoints(costSharesOf(sorted.costs), sorted.throughput, STEP_MS);
}

describe('pairPoints', () => {
  it('takes the mean of what the step before the point holds', () => {
    const points = pointsOf(
      [15_000, 30_000],
      [{ times: [0, 5_000, 10_000, 15_000, 20_000], values: [99, 1, 2, 3, 7] }]
    );
    expect(points).toEqual([
      { fromUnixMs: 0, toUnixMs: 15_000, throughput: 2, row: 0 },
      { fromUnixMs: 15_000, toUnixMs: 30_000, throughput: 7, row: 1 },
    ]);
  });

  it('lets the profile of a minute in a step of 15 s stand for its minute', () => {
    const times = Array.from({ length: 13 }, (_, index) => index * 10_000);
    const points = pointsOf([15_000, 75_000], [{ times, values: times.map((at) => at / 1000) }]);
    expect(points.map(({ fromUnixMs, toUnixMs }) => [fromUnixMs, toUnixMs])).toEqual([
      [0, 60_000],
      [60_000, 120_000],
    ]);
    expect(points[0]?.throughput).toBeCloseTo((10 + 20 + 30 + 40 + 50 + 60) / 6);
  });

  it('adds the means of several series up, and has no point where none has a value', () => {
    const points = pointsOf(
      [15_000, 30_000],
      [
        { times: [10_000, 25_000], values: [1, null] },
        { times: [10_000, 25_000], values: [2, null] },
      ]
    );
    expect(points.map(({ throughput, row }) => [throughput, row])).toEqual([[3, 0]]);
  });
});

it('stretchAt is the step that ends at a point, or more where a point stands for more', () => {
  expect(stretchAt({ stepMs: 60_000, stretchMs: 60_000 }, 120_000)).toEqual({ fromUnixMs: 60_000, toUnixMs: 120_000 });
  expect(stretchAt({ stepMs: STEP_MS, stretchMs: 60_000 }, 15_000)).toEqual({ fromUnixMs: 0, toUnixMs: 60_000 });
});

it('stretchLengthMs is never shorter than a step', () => {
  expect(stretchLengthMs([], STEP_MS)).toBe(STEP_MS);
  expect(stretchLengthMs([1, 2, 3], STEP_MS)).toBe(STEP_MS);
  expect(stretchLengthMs([0, 60_000, 120_000, 600_000], STEP_MS)).toBe(60_000);
});
