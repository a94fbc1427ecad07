import { costStepMs } from './cost-step';
import { firstPreset } from './throughput-presets';

const MINUTE_MS = 60_000;

it('costStepMs is fine for short ranges, and never below a minute for long ones', () => {
  expect(costStepMs(5 * MINUTE_MS)).toBe(15_000);
  expect(costStepMs(60 * MINUTE_MS)).toBe(MINUTE_MS);
  expect(costStepMs(24 * 60 * MINUTE_MS)).toBe(10 * MINUTE_MS);
  expect(costStepMs(7 * 24 * 60 * MINUTE_MS)).toBe(60 * MINUTE_MS);
});

it('firstPreset is one whose metric exists', () => {
  expect(firstPreset(new Set(['istio_requests_total'])).id).toBe('istio-received');
  expect(firstPreset(new Set()).id).toBe('envoy-received');
});
