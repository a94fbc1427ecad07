import type { Policy, TriggerRule } from '@meshprof/contracts';
import { coverageOf, describeCondition, describeCost, describeLooks } from './describe-policy';
import { suggestSelectors } from './use-selector-suggestions';
import { makeTarget } from '../../../testing/fixtures';

const trigger: TriggerRule = {
  kind: 'trigger',
  selector: { role: 'gateway' },
  condition: { source: 'node', metric: 'process-cpu', threshold: 80, op: '>' },
  periodMs: 60_000,
  count: 3,
  coolDownMs: 1_200_000,
  maxConcurrentTasks: 2,
  task: { durationMs: 10_000, frequencyHz: 99 },
};
const alwaysOn = { kind: 'always-on', selector: {}, frequencyHz: 19, agentCpuPercent: 1 } as const;

it('says a condition and a cost in a few words', () => {
  expect(describeCondition(trigger)).toBe('CPU > 80 %');
  expect(describeLooks(trigger)).toBe('3× within 1 min');
  expect(describeCost(trigger)).toEqual(['tasks at a time: 2, of 10 s at 99 Hz', 'the same process once in 20 min']);
  expect(describeCost({ ...alwaysOn, kind: 'flight-recorder', maxBytesPerNode: 67_108_864 })).toEqual([
    'at most 1 % of one CPU a node',
    '19 Hz',
    'at most 64.00 MiB of disk a node',
  ]);
});

it('counts who is profiled, who less often, and who not', () => {
  const targets = { running: 3, reduced: 2, waiting: 1, dropped: 1, failed: 1, 'left-out': 4 };
  expect(coverageOf({ rule: alwaysOn, targets } as unknown as Policy)).toEqual({
    covered: 5,
    reduced: 2,
    missing: 6,
    waiting: 1,
  });
  expect(coverageOf({ rule: trigger, matching: 7 } as Policy).covered).toBe(7);
});

it('suggests the roles of the mesh and the services with the most processes', () => {
  const targets = [
    makeTarget({ role: 'envoy', service: 'demo' }),
    makeTarget({ role: 'service', service: 'shop' }),
    makeTarget({ role: 'service', service: 'shop' }),
    makeTarget({ role: 'host-process', service: 'sshd' }),
    makeTarget({ role: 'gateway', verdict: 'refused' }),
  ];
  expect(suggestSelectors(targets)).toEqual([
    { text: 'role="service"', count: 2 },
    { text: 'role="envoy"', count: 1 },
    { text: 'service.name="shop"', count: 2 },
    { text: 'service.name="demo"', count: 1 },
  ]);
});
