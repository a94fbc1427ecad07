import { isSparse, usualDistanceMs } from './steps';
import { rowNear } from './value-near';

it('usualDistanceMs is the median, which a gap does not move', () => {
  expect(usualDistanceMs([])).toBeUndefined();
  expect(usualDistanceMs([7])).toBeUndefined();
  expect(usualDistanceMs([0, 60, 120, 180, 9000])).toBe(60);
});

it('isSparse tells single tasks from profiling that goes on', () => {
  const minutes = Array.from({ length: 60 }, (_, index) => index * 60_000);
  expect(isSparse(minutes, 60_000)).toBe(false);
  expect(isSparse([0, 600_000, 1_200_000], 15_000)).toBe(true);
  expect(isSparse([0], 15_000)).toBe(true);
});

it('rowNear finds the nearest time within reach', () => {
  const times = [10, 20, 30];
  expect([9, 14, 16, 31, 45, 0].map((at) => rowNear(times, at, 5))).toEqual([0, 0, 1, 2, -1, -1]);
  expect(rowNear([], 1, 5)).toBe(-1);
});
