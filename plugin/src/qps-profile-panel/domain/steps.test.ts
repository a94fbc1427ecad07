import { isSparse, usualDistanceMs } from './steps';

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
