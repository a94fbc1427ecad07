import type { TargetSummary } from '@meshprof/contracts';
import { stallRows } from './stall-rows';
import { wakerRows, wakersLeftOutText } from './waker-rows';

const summary: TargetSummary = {
  sampledSwitches: 0,
  effectiveSwitchSamples: 0,
  waitShares: [],
  wakers: [
    { waitClass: 'poll-idle', kind: 'network', waits: 1000, timeNs: 9e9 },
    { waitClass: 'lock', kind: 'process', pid: 9, waits: 3, timeNs: 2e9 },
    { waitClass: 'new-class', kind: 'new-kind', waits: 1, timeNs: 1 },
  ],
  wakersLeftOut: { rows: 12, waits: 3456, timeNs: 5 },
  stalls: [
    {
      ...{ pid: 7, tid: 8, thread: 'worker', stalls: 3, longestNs: 9e7, timeNs: 2e8, neverIdleNs: 0 },
      ...{ onCpuNs: 1e8, runnableNs: 0, blockedNs: 1e8, mostlyIn: { path: ['main', 'flush'], timeNs: 1e8 } },
      byCostCategory: { other: 1e7, 'tracing.span': 9e7 },
    },
    {
      ...{ pid: 7, tid: 9, thread: 'calm', stalls: 0, longestNs: 0, timeNs: 0, neverIdleNs: 0 },
      ...{ onCpuNs: 0, runnableNs: 0, blockedNs: 0, byCostCategory: {} },
    },
  ],
};

describe('wakerRows', () => {
  it('names who ended waits, idle loops last', () => {
    expect(wakerRows(summary).map(({ who, waitClass, time }) => [who, waitClass, time])).toEqual([
      ['A process that has ended (pid 9)', 'Lock (futex)', '2.00 s'],
      ['new-kind', 'new-class', '1.00 ns'],
      ['Packets from the network', 'Event loop with nothing to do', '9.00 s'],
    ]);
    expect(wakersLeftOutText(summary)).toBe('and 12 more, 3,456 waits');
  });
});

describe('stallRows', () => {
  it('tells of loops that stalled, and what for', () => {
    expect(stallRows(summary)).toEqual([
      expect.objectContaining({
        thread: 'worker (8)',
        onCpu: '50.0 %',
        path: ['main', 'flush'],
        costCategory: 'Tracing: making spans',
        neverIdle: undefined,
      }),
    ]);
  });
});
