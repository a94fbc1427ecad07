import { profileSplitOf } from './profile-split';

const sum = (cost_category: string, value: number, wait_class?: string) => ({
  labels: { cost_category, ...(wait_class !== undefined && { wait_class }) },
  sum: value,
});

describe('profileSplitOf', () => {
  it('gives CPU shares the interval of their samples, largest first', () => {
    const { costs, waits } = profileSplitOf('on-cpu', [sum('router', 0.8), sum('tracing.span', 3.2)], 10);
    expect(costs.map(({ id, title, share }) => [id, title, share])).toEqual([
      ['tracing.span', 'Tracing: making spans', 0.8],
      ['router', 'Routing', 0.2],
    ]);
    // Wilson's interval of 8 in 10.
    expect(costs[0]?.low).toBeCloseTo(0.4902, 4);
    expect(costs[0]?.high).toBeCloseTo(0.9433, 4);
    expect(waits).toEqual([]);
  });

  it('names the settings that drive a cost', () => {
    const [row] = profileSplitOf('on-cpu', [sum('tracing.span', 1)], 10).costs;
    expect(row?.settings[0]).toContain('Telemetry tracing[].randomSamplingPercentage');
    expect(row?.settings[0]).toContain('tracing.random_sampling');
  });

  it('leaves idle loops out of costs, not of wait classes', () => {
    const sums = [sum('kernel.poll', 900, 'poll-idle'), sum('kernel.lock', 75, 'lock'), sum('kernel.file', 25, 'file')];
    const { costs, waits } = profileSplitOf('off-cpu-time', sums, 0);
    expect(costs.map(({ id, share }) => [id, share])).toEqual([
      ['kernel.lock', 0.75],
      ['kernel.file', 0.25],
    ]);
    expect(waits.map(({ id, share, low, high }) => [id, share, low, high])).toEqual([
      ['poll-idle', 0.9, 0.9, 0.9],
      ['lock', 0.075, 0.075, 0.075],
      ['file', 0.025, 0.025, 0.025],
    ]);
  });

  it('says what waits without a stack could add', () => {
    const sums = [sum('kernel.lock', 60, 'lock'), sum('unsampled', 40, 'lock')];
    const [lock, unsampled] = profileSplitOf('off-cpu-time', sums, 0).costs;
    expect([lock?.low, lock?.high]).toEqual([0.6, 1]);
    expect([unsampled?.low, unsampled?.high]).toEqual([0.4, 0.4]);
  });

  it('takes profiles without labels and categories of a newer agent', () => {
    const rows = profileSplitOf('on-cpu', [{ labels: {}, sum: 1 }, sum('new.one', 1)], 10).costs;
    expect(rows.map(({ title }) => title)).toEqual(['Recorded without a category', 'new.one']);
    expect(profileSplitOf('on-cpu', [], 0)).toEqual({ costs: [], waits: [] });
  });
});
