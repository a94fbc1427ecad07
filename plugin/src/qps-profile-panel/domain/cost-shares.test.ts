import { costFrameOf, recordedCostFrames } from '../testing/frames';
import { costSharesOf, largestCategories } from './cost-shares';
import { sortFrames } from './sort-frames';

const sharesOf = (frames: Parameters<typeof sortFrames>[0]) => costSharesOf(sortFrames(frames).costs);
const of = (category: string, times: number[], values: Array<number | null>) =>
  costFrameOf({ times, values, labels: { cost_category: category } });

describe('costSharesOf', () => {
  it('finds 70 % and 30 % in the recorded frames', () => {
    const { timesUnixMs, categories } = sharesOf(recordedCostFrames());
    expect(timesUnixMs).toEqual([1795529757082]);
    expect(categories.map(({ id }) => id)).toEqual(['router', 'tracing']);
    expect(categories[0]?.shares[0]).toBeCloseTo(0.7, 10);
    expect(categories[1]?.overall).toBeCloseTo(0.3, 10);
    expect(categories.map(({ title }) => title)).toEqual(['Routing', undefined]);
  });

  it('puts times together, and weighs the whole by CPU rather than by time', () => {
    const { timesUnixMs, categories } = sharesOf([of('tls', [1, 3], [1, 30]), of('xds', [1, 2], [3, 5])]);
    expect(timesUnixMs).toEqual([1, 2, 3]);
    const [tls, xds] = categories;
    expect([tls?.id, tls?.shares]).toEqual(['tls', [0.25, 0, 1]]);
    expect([xds?.id, xds?.shares]).toEqual(['xds', [0.75, 1, 0]]);
    expect(tls?.overall).toBeCloseTo(31 / 39);
  });

  it('adds series of one category up, as several pods have them', () => {
    const { categories } = sharesOf([of('tls', [1], [1]), of('tls', [1], [2]), of('xds', [1], [1])]);
    expect(categories.map(({ shares }) => shares)).toEqual([[0.75], [0.25]]);
  });

  it('leaves out what is no amount of CPU, and times at which there is none', () => {
    const { timesUnixMs, categories } = sharesOf([
      of('tls', [1, 2, 3], [null, 0, 2]),
      of('xds', [1, 2, 3], [NaN, -1, 2]),
    ]);
    expect(timesUnixMs).toEqual([3]);
    expect(categories.map(({ shares }) => shares)).toEqual([[0.5], [0.5]]);
  });
});

describe('largestCategories', () => {
  const shares = sharesOf(['tls', 'xds', 'router', 'network'].map((id, index) => of(id, [1], [4 - index])));

  it('makes one of the small ones', () => {
    const { largest, rest } = largestCategories(shares, 2);
    expect(largest.map(({ id }) => id)).toEqual(['tls', 'xds']);
    expect(rest?.count).toBe(2);
    expect(rest?.shares[0]).toBeCloseTo(0.3);
    expect(rest?.overall).toBeCloseTo(0.3);
  });

  it('leaves a single small one its name', () => {
    expect(largestCategories(shares, 3).rest).toBeUndefined();
    expect(largestCategories(shares, 3).largest).toHaveLength(4);
  });
});
