import { describeCause } from './describe-cause';

const cause = { kind: 'policy', id: 'p1', name: 'Busy proxies', detail: 'It was busy.' } as const;

it.each([
  [{}, 'Busy proxies'],
  [{ metric: 'process-cpu', measured: 87.004, threshold: 80, unit: '%' }, 'Busy proxies: CPU 87 %, threshold 80 %'],
  [{ metric: 'rate(x[1m])', measured: 0.123456 }, 'Busy proxies: rate(x[1m]) 0.1235'],
  [{ metric: 'constructor', measured: 1 }, 'Busy proxies: constructor 1'],
])('names the condition and what was measured', (more, text) => {
  expect(describeCause({ ...cause, ...more })).toBe(text);
});
