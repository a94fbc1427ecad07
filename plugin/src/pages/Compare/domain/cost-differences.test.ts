import { costDifferences, type SideSums } from './cost-differences';
import { formatPoints, intervalText } from './difference-text';

const side = (parts: Record<string, number>, samples?: number): SideSums => ({
  sums: Object.entries(parts).map(([category, sum]) => ({ labels: { cost_category: category }, sum })),
  known: { ...(samples !== undefined && { samples }), switches: 0, summary: null },
});

describe('on CPU', () => {
  it('shows a difference that the samples show, with Newcombe’s interval', () => {
    // 48 of 80 against 56 of 70: the first example of his paper.
    const { costs } = costDifferences('on-cpu', side({ router: 48, xds: 32 }, 80), side({ router: 56, xds: 14 }, 70));
    const router = costs.find(({ id }) => id === 'router');
    expect(router?.difference).toBeCloseTo(0.2, 10);
    expect(router?.low).toBeCloseTo(0.0524, 4);
    expect(router?.high).toBeCloseTo(0.3339, 4);
    expect(router?.verdict).toBe('higher');
    expect(costs.find(({ id }) => id === 'xds')?.verdict).toBe('lower');
  });

  it('shows none where the interval holds zero, and says with how many samples', () => {
    const { costs } = costDifferences('on-cpu', side({ router: 5, xds: 5 }, 10), side({ router: 6, xds: 4 }, 10));
    expect(costs.map(({ verdict }) => verdict)).toEqual(['not-shown', 'not-shown']);
    const [row] = costs;
    expect(row && intervalText(row, [10, 10])).toBe('no difference shown with 10 and 10 samples');
  });

  it('has what only one side has, with none of the other’s samples', () => {
    const { costs } = costDifferences(
      'on-cpu',
      side({ router: 90 }, 1000),
      side({ router: 80, 'filter.lua': 20 }, 1000)
    );
    const lua = costs.find(({ id }) => id === 'filter.lua');
    expect(lua).toMatchObject({ left: { share: 0, low: 0 }, right: { share: 0.2 }, verdict: 'higher' });
    expect(lua?.left.high).toBeGreaterThan(0);
    expect(lua?.title).toBe('Filter: Lua');
  });

  it('has no verdict where the number of samples is not known', () => {
    const { costs, knowsIntervals } = costDifferences('on-cpu', side({ router: 1 }), side({ router: 1, xds: 9 }, 100));
    expect(knowsIntervals).toBe(false);
    expect(costs.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });

  it('lists the largest move first', () => {
    const { costs } = costDifferences(
      'on-cpu',
      side({ router: 50, xds: 30, 'filter.lua': 20 }, 1000),
      side({ router: 45, xds: 50, 'filter.lua': 5 }, 1000)
    );
    expect(costs.map(({ id }) => id)).toEqual(['xds', 'filter.lua', 'router']);
  });
});

it('off CPU, classes of waits are exact and idle loops are no cost', () => {
  const sums = (lock: number, idle: number): SideSums => ({
    sums: [
      { labels: { cost_category: 'router', wait_class: 'lock' }, sum: lock },
      { labels: { cost_category: 'router', wait_class: 'poll-idle' }, sum: idle },
    ],
    known: { switches: 0, summary: null },
  });
  const { waits, costs } = costDifferences('off-cpu-time', sums(10, 90), sums(50, 50));
  expect(Object.fromEntries(waits.map(({ id, verdict }) => [id, verdict]))).toEqual({
    lock: 'higher',
    'poll-idle': 'lower',
  });
  expect(costs).toMatchObject([{ id: 'router', difference: 0 }]);
});

describe('points', () => {
  it.each([
    [0.0321, '+3.2 pp'],
    [-0.0321, '−3.2 pp'],
    [0.0001, '+<0.1 pp'],
    [0, '0 pp'],
  ])('%d is %s', (difference, text) => {
    expect(formatPoints(difference)).toBe(text);
  });
});
