import type { Firing } from '@meshprof/contracts';
import { timelineMarks, timelineTicks } from './firing-timeline';

const NOW_MS = Date.UTC(2026, 10, 24, 14, 30);
const HOUR_MS = 3_600_000;

const firing = (hoursAgo: number, more: Partial<Firing> = {}): Firing => {
  const at = new Date(NOW_MS - hoursAgo * HOUR_MS).toISOString();
  const reading = { metric: 'process-cpu', op: '>', threshold: 80, measured: 90, unit: '%' };
  return { id: at, policyId: 'p', at, lastAt: at, repeats: 0, what: 'CPU', ...reading, outcome: 'started', ...more };
};

it('places what happened within two days, in lanes', () => {
  const until = new Date(NOW_MS - 12 * HOUR_MS).toISOString();
  const marks = timelineMarks(
    [firing(0), firing(24, { outcome: 'cooling-down', lastAt: until }), firing(50), firing(50, { lastAt: until })],
    NOW_MS
  );
  expect(marks.map(({ lane, left, width }) => [lane, left, width])).toEqual([
    ['started', 1, 0],
    ['held', 0.5, 0.25],
    ['started', 0, 0.75],
  ]);
});

it('ticks every six hours of the time zone', () => {
  const hours = (offsetMinutes: number) =>
    timelineTicks(NOW_MS, offsetMinutes).map(({ unixMs }) => (unixMs / HOUR_MS + offsetMinutes / 60) % 24);
  expect(hours(0)).toEqual([18, 0, 6, 12, 18, 0, 6, 12]);
  expect(hours(330)).toEqual([0, 6, 12, 18, 0, 6, 12, 18]);
});
