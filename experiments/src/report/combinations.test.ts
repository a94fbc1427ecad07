import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXPERIMENT_DRIVERS, type ExperimentDriver } from '@meshprof/contracts';
import { templateSpec } from '../spec/templates.ts';
import { normal } from '../statistics/normal.ts';
import { sampleSpec } from '../test-support/sample-spec.ts';
import { simulate } from '../test-support/simulated-slots.ts';
import { buildReport } from './build-report.ts';

const target = { adminUrl: 'http://127.0.0.1:9901', namespace: 'shop', workload: 'cart' };
const load = { generator: 'h2load', url: 'http://127.0.0.1:10000/' } as const;

function combination(bothPercent: number, driver: ExperimentDriver = 'envoy-runtime') {
  const input = simulate({
    spec: templateSpec('tracing-x-logging', { driver, target, load }),
    seed: 5,
    slotNoise: (random) => 0.005 * normal(random),
    effectsPercent: { tracing: 70, log: 20, both: bothPercent },
  });
  const [only, ...more] = buildReport(input).combinations ?? [];
  assert.deepEqual(more, []);
  return only ?? assert.fail('no combination');
}

describe('whether costs add up', () => {
  it('is told of the variant that sets what two others set, with every driver', () => {
    for (const driver of EXPERIMENT_DRIVERS) {
      const { first, second, both } = combination(90, driver);
      assert.deepEqual([first, second, both], ['tracing', 'log', 'both']);
    }
    const plain = buildReport(simulate({ spec: sampleSpec(3), seed: 1, slotNoise: () => 0 }));
    assert.deepEqual(plain.combinations, []);
  });

  it('is certain where they do not, in microseconds', () => {
    const adding = combination(90);
    assert.ok(adding.extraLowUs <= 0 && adding.extraHighUs >= 0);
    assert.match(adding.sentence, /^tracing and log against both: no deviation from adding up is certain/);
    const more = combination(104);
    assert.ok(more.extraLowUs < 14 && more.extraHighUs > 14 && more.extraLowUs > 0);
    assert.match(more.sentence, /together they cost more than one by one/);
    assert.match(combination(76).sentence, /together they cost less than one by one/);
  });
});
