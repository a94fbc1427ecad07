import { dimensionsOf, isDimension, matchersOf, partOf } from './split-dimensions';

describe('dimensions', () => {
  it('tell a process from one with the same pid on another node', () => {
    const labels = { process_pid: '7', node: 'worker-1', process: 'envoy' };
    expect(partOf('process', labels)).toBe('7@worker-1');
    expect(matchersOf('process', '7@worker-1')).toEqual({ process_pid: '7', node: 'worker-1' });
  });

  it('do without a node where there is none', () => {
    expect(partOf('process', { process_pid: '7' })).toBe('7');
    expect(matchersOf('process', '7')).toEqual({ process_pid: '7' });
  });

  it('take any text of a label as it is', () => {
    expect(matchersOf('thread', 'wrk@1:worker_N')).toEqual({ thread: 'wrk@1:worker_N' });
    expect(matchersOf('category', '')).toEqual({ cost_category: '' });
  });

  it('offer wait classes only where something waits', () => {
    expect(dimensionsOf('off-cpu-time')[0]).toBe('wait');
    expect(dimensionsOf('on-cpu')).not.toContain('wait');
  });

  it('know their own names only', () => {
    expect(isDimension('thread')).toBe(true);
    expect(isDimension('toString')).toBe(false);
    expect(isDimension(undefined)).toBe(false);
  });
});
