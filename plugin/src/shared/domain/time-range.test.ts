import { rawOfTimeRange, resolveRange, shiftedRange, zoomedOutRange } from './time-range';

const NOON_UNIX_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;

const resolved = (from: string, to: string, timeZone = 'utc') => {
  const range = resolveRange({ from, to }, timeZone, NOON_UNIX_MS);
  return range && [range.from.valueOf(), range.to.valueOf()];
};

describe('resolveRange', () => {
  it.each([
    ['now-1h', 'now', NOON_UNIX_MS - HOUR_MS, NOON_UNIX_MS],
    ['1764000000000', '1764000010000', 1764000000000, 1764000010000],
    ['2026-11-24T10:00:00Z', 'now', NOON_UNIX_MS - 2 * HOUR_MS, NOON_UNIX_MS],
    ['now/d', 'now/d', Date.UTC(2026, 10, 24), Date.UTC(2026, 10, 25) - 1],
  ])('reads %s to %s', (from, to, start, end) => {
    expect(resolved(from, to)).toEqual([start, end]);
  });

  it('starts the day where its time zone does', () => {
    expect(resolved('now/d', 'now', 'Asia/Tokyo')).toEqual([Date.UTC(2026, 10, 23, 15), NOON_UNIX_MS]);
  });

  it.each([
    ['yesterday', 'now'],
    ['now', 'now-1h'],
    ['now', 'now'],
    ['', 'now'],
    ['now-1h', `now${'-1h'.repeat(100)}`],
    ['now-1h', 'now-'],
    ['99999999999999999999', 'now'],
  ])('refuses %s to %s', (from, to) => {
    expect(resolved(from, to)).toBeUndefined();
  });
});

it('keeps relative ends relative in the URL, absolute ones as milliseconds', () => {
  const range = resolveRange({ from: '2026-11-24T10:00:00Z', to: 'now' }, 'utc', NOON_UNIX_MS);
  expect(range && rawOfTimeRange(range)).toEqual({ from: String(NOON_UNIX_MS - 2 * HOUR_MS), to: 'now' });
});

describe('steps', () => {
  const range = resolveRange({ from: 'now-4h', to: 'now-1h' }, 'utc', NOON_UNIX_MS);
  const hours = ({ from, to }: { from: string; to: string }) =>
    [from, to].map((end) => (Number(end) - NOON_UNIX_MS) / HOUR_MS);

  it('moves by half a range, and stops at now', () => {
    expect(range && hours(shiftedRange(range, -1, NOON_UNIX_MS))).toEqual([-5.5, -2.5]);
    expect(range && hours(shiftedRange(range, 1, NOON_UNIX_MS))).toEqual([-3, 0]);
  });

  it('zooms out around the middle', () => {
    expect(range && hours(zoomedOutRange(range))).toEqual([-5.5, 0.5]);
  });
});
