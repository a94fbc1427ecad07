import type { ProfileTypeId } from '@meshprof/contracts';
import type { LabelledSum } from '@shared/infrastructure/profile-series-query';
import { type SplitKnowledge, splitOf } from './split-rows';

const costsOf = (typeId: ProfileTypeId, sums: LabelledSum[], known: SplitKnowledge) =>
  splitOf('category', typeId, sums, known);
const waitsOf = (typeId: ProfileTypeId, sums: LabelledSum[]) => splitOf('wait', typeId, sums, unknown).rows;

const sum = (cost_category: string, value: number, wait_class?: string) => ({
  labels: { cost_category, ...(wait_class !== undefined && { wait_class }) },
  sum: value,
});

const unknown: SplitKnowledge = { switches: 0, summary: null };
const known = (samples: number, more: Partial<SplitKnowledge> = {}): SplitKnowledge => ({
  ...unknown,
  samples,
  ...more,
});

describe('splitOf', () => {
  it('gives CPU shares the interval of their samples, largest first', () => {
    const { rows: costs } = costsOf('on-cpu', [sum('router', 0.8), sum('tracing.span', 3.2)], known(10));
    expect(costs.map(({ id, title, share }) => [id, title, share])).toEqual([
      ['tracing.span', 'Tracing: making spans', 0.8],
      ['router', 'Routing', 0.2],
    ]);
    // Wilson's interval of 8 in 10.
    expect(costs[0]?.low).toBeCloseTo(0.4902, 4);
    expect(costs[0]?.high).toBeCloseTo(0.9433, 4);
  });

  it('names the settings that drive a cost', () => {
    const [row] = costsOf('on-cpu', [sum('tracing.span', 1)], known(10)).rows;
    expect(row?.settings[0]).toContain('Telemetry tracing[].randomSamplingPercentage');
    expect(row?.settings[0]).toContain('tracing.random_sampling');
  });

  it('leaves idle loops out of costs, not of wait classes', () => {
    const sums = [sum('kernel.poll', 900, 'poll-idle'), sum('kernel.lock', 75, 'lock'), sum('kernel.file', 25, 'file')];
    const { rows: costs } = costsOf('off-cpu-time', sums, known(0));
    const waits = waitsOf('off-cpu-time', sums);
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
    const [lock, unsampled] = costsOf('off-cpu-time', sums, known(0)).rows;
    expect([lock?.low, lock?.high]).toEqual([0.6, 1]);
    expect([unsampled?.low, unsampled?.high]).toEqual([0.4, 0.4]);
  });

  it('takes profiles without labels and categories of a newer agent', () => {
    const rows = costsOf('on-cpu', [{ labels: {}, sum: 1 }, sum('new.one', 1)], known(10)).rows;
    expect(rows.map(({ title }) => title)).toEqual(['Recorded without a category', 'new.one']);
    expect(costsOf('on-cpu', [], known(0))).toEqual({ rows: [], knowsIntervals: true });
  });

  describe('of waits, with what the agent knows', () => {
    const summary = {
      sampledSwitches: 1_000,
      effectiveSwitchSamples: 100,
      waitShares: [
        { costCategory: 'kernel.lock', timeNs: 70, low: 0.6, high: 0.8 },
        { costCategory: 'kernel.file', timeNs: 30, low: 0.3, high: 0.3 },
      ],
    };
    const sums = [sum('kernel.poll', 900, 'poll-idle'), sum('kernel.lock', 70, 'lock'), sum('kernel.file', 30, 'file')];

    it('takes the intervals of time from it, and knows that the rest is exact', () => {
      const { rows: costs, knowsIntervals } = costsOf('off-cpu-time', sums, known(0, { summary }));
      expect(costs.map(({ share, low, high }) => [share, low, high])).toEqual([
        [0.7, 0.6, 0.8],
        [0.3, 0.3, 0.3],
      ]);
      expect(knowsIntervals).toBe(true);
      expect(costsOf('off-cpu-time', sums, known(0)).knowsIntervals).toBe(false);
    });

    it('makes the intervals of switches from the size of the sample', () => {
      // 10,000 switches of which a tenth is no idle loop's, all of that sampled: Wilson's interval of 30 in 100.
      const { rows: costs } = costsOf('off-cpu-switches', sums, known(0, { switches: 10_000, summary }));
      expect(costs[1]?.low).toBeCloseTo(0.2189, 3);
      expect(costs[1]?.high).toBeCloseTo(0.3958, 3);
      const exact = { ...summary, sampledSwitches: 0, effectiveSwitchSamples: 0 };
      const [lock] = costsOf('off-cpu-switches', sums, known(0, { switches: 10_000, summary: exact })).rows;
      expect([lock?.low, lock?.high]).toEqual([lock?.share, lock?.share]);
    });

    it('does not use it for what it does not tell of', () => {
      expect(costsOf('wakeups', [sum('router', 1)], known(0, { summary })).knowsIntervals).toBe(false);
    });
  });

  it('splits stalls into the CPU and waits', () => {
    const waits = waitsOf('loop-stalls', [sum('router', 3), sum('kernel.file', 1, 'file')]);
    expect(waits.map(({ title, share }) => [title, share])).toEqual([
      ['On the CPU', 0.75],
      ['File or disk', 0.25],
    ]);
  });

  it('splits by thread and process without what idle loops did', () => {
    const of = (thread: string, value: number, wait_class: string) => ({ labels: { thread, wait_class }, sum: value });
    const sums = [of('wrk:worker_N', 900, 'poll-idle'), of('wrk:worker_N', 30, 'lock'), of('main', 10, 'file')];
    const { rows, knowsIntervals } = splitOf('thread', 'off-cpu-time', sums, unknown);
    expect(rows.map(({ title, share, low, high }) => [title, share, low, high])).toEqual([
      ['wrk:worker_N', 0.75, 0.75, 0.75],
      ['main', 0.25, 0.25, 0.25],
    ]);
    expect(knowsIntervals).toBe(true);
    const labels = { process: 'envoy', process_pid: '7', node: 'worker-1' };
    const [row] = splitOf(
      'process',
      'on-cpu',
      [
        { labels, sum: 1 },
        { labels: { process_pid: '8' }, sum: 1 },
      ],
      known(10)
    ).rows;
    expect(row).toMatchObject({ id: '7@worker-1', title: 'envoy (pid 7 on worker-1)' });
  });

  it('claims no interval of samples that nobody counted', () => {
    const { rows, knowsIntervals } = costsOf('on-cpu', [sum('router', 1), sum('tracing.span', 3)], unknown);
    expect([rows[0]?.low, rows[0]?.share, knowsIntervals]).toEqual([0.75, 0.75, false]);
  });
});
