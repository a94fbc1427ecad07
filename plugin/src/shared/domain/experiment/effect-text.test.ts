import { microseconds, signedPercent } from './effect-text';

it('writes changes with a sign, and nothing as nothing', () => {
  expect([62.38, -3.14, 0.04, -0.04, 103.6].map(signedPercent)).toEqual([
    '+62.4 %',
    '−3.1 %',
    '0.0 %',
    '0.0 %',
    '+104 %',
  ]);
});

it('writes microseconds with the digits that matter', () => {
  expect([163.4, 16.34, 1.634, -0.001].map((us) => microseconds(us))).toEqual([
    '163 µs',
    '16.3 µs',
    '1.63 µs',
    '0.00 µs',
  ]);
  expect([2, -2].map((us) => microseconds(us, { signed: true }))).toEqual(['+2.00 µs', '−2.00 µs']);
});
