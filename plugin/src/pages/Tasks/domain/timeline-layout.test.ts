import { makeTask } from '../../../testing/fixtures';
import { barAt, layoutTimeline } from './timeline-layout';

const HOUR_MS = 3_600_000;
const start = Date.UTC(2026, 10, 24, 12);
const range = { fromUnixMs: start, toUnixMs: start + HOUR_MS };
const iso = (minute: number) => new Date(start + minute * 60_000).toISOString();
const task = (id: string, fromMinute: number, toMinute: number | undefined, more = {}) =>
  makeTask({
    id,
    createdAt: iso(fromMinute),
    startAt: iso(fromMinute),
    endedAt: toMinute === undefined ? undefined : iso(toMinute),
    state: toMinute === undefined ? 'running' : 'completed',
    ...more,
  });

it('has a lane for each origin, and rows for tasks at the same time', () => {
  const tasks = [task('c', 30, 36), task('b', 15, 45, { origin: 'alert' }), task('a', 6, 33), task('z', 40, 41)];
  const { lanes, unknownUntil } = layoutTimeline(tasks, range, false);
  expect(lanes.map(({ origin, rows, bars }) => [origin, rows, bars.map((bar) => [bar.task.id, bar.row])])).toEqual([
    [
      'user',
      2,
      [
        ['a', 0],
        ['c', 1],
        ['z', 0],
      ],
    ],
    ['alert', 1, [['b', 0]]],
  ]);
  expect(lanes[1]?.bars[0]).toMatchObject({ from: 0.25, to: 0.75 });
  expect(unknownUntil).toBe(0);
});

it('keeps to the range: what began before it, still runs, or is to come', () => {
  const tasks = [
    task('next', 90, undefined, { state: 'scheduled' }),
    task('running', 54, undefined),
    task('long', -60, 30),
    task('before', -60, -30),
  ];
  const [lane] = layoutTimeline(tasks, range, false).lanes;
  expect(lane?.bars.map(({ task: { id }, from, to }) => [id, from, to])).toEqual([
    ['long', 0, 0.5],
    ['running', 0.9, 1],
  ]);
});

it('makes the shortest task visible and finds it by its place', () => {
  const [lane] = layoutTimeline([task('short', 30, 30)], range, false).lanes;
  const [bar] = lane?.bars ?? [];
  expect((bar?.to ?? 0) - (bar?.from ?? 0)).toBeGreaterThan(0.003);
  expect(lane && barAt(lane, 0.501, 0)?.task.id).toBe('short');
  expect(lane && barAt(lane, 0.6, 0)).toBeUndefined();
  expect(lane && barAt(lane, 0.501, 1)).toBeUndefined();
});

it('shows what began a moment ago', () => {
  const [lane] = layoutTimeline([task('new', 59.999, undefined)], range, false).lanes;
  expect(lane?.bars[0]).toMatchObject({ from: 0.996, to: 1 });
});

it('spreads a crowd over a few rows only, and says where nothing was loaded yet', () => {
  const crowd = Array.from({ length: 50 }, (_, index) => task(`t${index}`, 30, 40));
  const { lanes, unknownUntil } = layoutTimeline(crowd, range, true);
  expect(lanes[0]?.rows).toBe(4);
  expect(unknownUntil).toBe(0.5);
});
