import { rowNear } from './times';

it('rowNear finds the nearest time within reach', () => {
  const times = [10, 20, 30];
  expect([9, 14, 16, 31, 45, 0].map((at) => rowNear(times, at, 5))).toEqual([0, 0, 1, 2, -1, -1]);
  expect(rowNear([], 1, 5)).toBe(-1);
});
