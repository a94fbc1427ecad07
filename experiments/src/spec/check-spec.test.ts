import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  EXPERIMENT_DRIVERS,
  ExperimentSpecSchema,
  type ExperimentSpec,
  KNOBS,
  type KnobValue,
} from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { planExperiment } from '../plan/plan-experiment.ts';
import { sampleSpec } from '../test-support/sample-spec.ts';
import { checkSpec } from './check-spec.ts';
import { TEMPLATE_NAMES } from './template-names.ts';
import { TEMPLATES, templateSpec } from './templates.ts';
import { withDefaults } from './with-defaults.ts';

const codes = (spec: ExperimentSpec) => checkSpec(spec).map(({ severity, code }) => `${severity} ${code}`);
const withKnobs = (knobs: KnobValue[], changes: Partial<ExperimentSpec> = {}) =>
  sampleSpec(1, { variants: [{ name: 'other', knobs }], ...changes });
const files = { driver: 'envoy-files' } as const;
const istio = { driver: 'istio', target: { namespace: 'shop', workload: 'cart' } } as const;
const h2load = { generator: 'h2load', url: 'http://127.0.0.1:10000/' } as const;

describe('checks of a spec', () => {
  it('find nothing in a good one', () => {
    for (const changes of [{}, files, istio]) assert.deepEqual(checkSpec(sampleSpec(3, changes)), []);
  });

  it('refuse a plan under the floor, and name the blocks that it needs', () => {
    const [finding] = checkSpec(sampleSpec(4, { blocks: 7 }));
    assert.equal(finding?.code, 'too-few-blocks');
    assert.equal(finding.severity, 'error');
    assert.match(finding.sentence, /7 blocks and 4 comparisons no p-value can be below 6\.25 %/);
    assert.match(finding.remedy, /8 blocks or more/);
    const needed = [1, 2, 3, 4, 6, 7, 8].map((variants) => planExperiment(sampleSpec(variants)).blocksNeeded);
    assert.deepEqual(needed, [6, 7, 7, 8, 8, 9, 9]);
    for (const [variants, blocks] of [
      [1, 6],
      [2, 7],
      [3, 7],
      [4, 8],
      [7, 9],
    ] as const) {
      assert.deepEqual(codes(sampleSpec(variants, { blocks, windowMs: 5_000 })), []);
      assert.deepEqual(codes(sampleSpec(variants, { blocks: blocks - 1, windowMs: 5_000 })), ['error too-few-blocks']);
    }
  });

  it('let an indicative run have fewer, and say what it is', () => {
    assert.deepEqual(codes(sampleSpec(4, { blocks: 3, indicative: true })), ['info indicative']);
  });

  it('refuse knobs that the driver cannot turn, and name the one that can', () => {
    const off = withKnobs([{ knob: 'tracing.enabled', on: false }]);
    const [finding] = checkSpec(off);
    assert.equal(finding?.code, 'knob-undrivable');
    assert.match(finding.remedy, /envoy-files or istio.* tracing\.sampling 0 comes near/);
    assert.deepEqual(codes({ ...off, ...files }), []);
    const workers = checkSpec(withKnobs([{ knob: 'concurrency', workers: 2 }]));
    assert.match(workers[0]?.remedy ?? '', /restart of the proxy/);
  });

  it('refuse a knob twice, but not two filters', () => {
    const sampling: KnobValue = { knob: 'tracing.sampling', percent: 5 };
    assert.deepEqual(codes(withKnobs([sampling, { ...sampling, percent: 6 }])), ['error knob-twice']);
    const filter = (name: string): KnobValue => ({ knob: 'filter.enabled', name, on: false });
    assert.deepEqual(codes(withKnobs([filter('envoy.filters.http.lua'), filter('envoy.filters.http.rbac')])), []);
    assert.deepEqual(codes(withKnobs([filter('envoy.filters.http.lua'), filter('envoy.filters.http.lua')])), [
      'error knob-twice',
    ]);
  });

  it('refuse values that lack what the driver needs', () => {
    const incomplete: [KnobValue, Partial<ExperimentSpec>][] = [
      [{ knob: 'accesslog.format' }, {}],
      [{ knob: 'accesslog.format', text: '%PROTOCOL%\n' }, {}],
      [{ knob: 'accesslog.format', prepared: 'full' }, files],
      [{ knob: 'accesslog.format', text: 'a', json: { a: 'b' } }, files],
      [{ knob: 'accesslog.format', text: 'a', json: { a: 'b' } }, istio],
      [{ knob: 'accesslog.filter', expression: 'true' }, files],
      [{ knob: 'accesslog.filter', minStatus: 500 }, istio],
      [{ knob: 'accesslog.sink', sink: 'file' }, files],
      [{ knob: 'accesslog.sink', sink: 'grpc' }, files],
      [{ knob: 'accesslog.sink', sink: 'otlp' }, istio],
      [{ knob: 'accesslog.sink', sink: 'otlp', path: '/tmp/log' }, istio],
    ];
    for (const [value, changes] of incomplete) {
      assert.deepEqual(codes(withKnobs([value], changes)), ['error knob-incomplete'], JSON.stringify(value));
    }
  });

  it('refuse what Istio has as an EnvoyFilter only, unless that is allowed', () => {
    const values: KnobValue[] = [
      { knob: 'filter.enabled', name: 'envoy.filters.http.lua', on: false },
      { knob: 'accesslog.format', text: '%PROTOCOL%' },
      { knob: 'accesslog.sink', sink: 'otlp', cluster: 'outbound|4317||logs.shop.svc.cluster.local' },
    ];
    for (const value of values) {
      const spec = withKnobs([value], istio);
      const [finding] = checkSpec(spec);
      assert.equal(finding?.code, 'envoy-filter-not-allowed');
      assert.match(finding.remedy, /--allow-envoy-filter/);
      const allowed = { ...spec, allowEnvoyFilter: true };
      assert.deepEqual(codes(allowed), []);
      assert.match(planExperiment(allowed).variants[1]?.changes[0]?.what ?? '', /EnvoyFilter: /);
    }
    const batch = checkSpec(
      withKnobs([{ knob: 'tracing.batch-size', spans: 100 }], { ...istio, allowEnvoyFilter: true })
    );
    assert.match(batch[0]?.remedy ?? '', /no EnvoyFilter reaches without a restart/);
  });

  it('warn of variants and knobs that have no effect', () => {
    const baseline = { name: 'base', knobs: [{ knob: 'tracing.sampling', percent: 1 }] as KnobValue[] };
    const same = { ...baseline, name: 'same' };
    const other = { name: 'other', knobs: [] };
    assert.deepEqual(codes(sampleSpec(0, { baseline, variants: [same, other] })), ['warning variant-is-baseline']);
    assert.deepEqual(codes(sampleSpec(0, { baseline, variants: [same] })), ['info a-a-experiment']);
    assert.deepEqual(codes(sampleSpec(0, { baseline, variants: [other, { ...other, name: 'twin' }] })), [
      'warning variants-alike',
    ]);
    assert.deepEqual(codes(sampleSpec(0, { baseline, variants: [{ ...other, name: 'base' }] })), [
      'error variant-name-twice',
    ]);
    const idle: KnobValue[] = [
      { knob: 'tracing.enabled', on: false },
      { knob: 'tracing.sampling', percent: 7 },
    ];
    assert.deepEqual(codes(withKnobs(idle, files)), ['warning knob-without-effect']);
  });

  it('refuse load that cannot do what the mode asks, or that decides on sampling itself', () => {
    const loads: [Partial<ExperimentSpec>, string[]][] = [
      [{ load: { generator: 'h2load' } }, ['error load-without-url']],
      [{ load: { ...h2load, generator: 'wrk' } }, ['error wrk-without-rate']],
      [{ load: { ...h2load, generator: 'wrk' }, mode: 'saturation' }, []],
      [{ load: { ...h2load, generator: 'wrk', protocol: 'http2' }, mode: 'saturation' }, ['error wrk-without-http2']],
      [{ load: { generator: 'external' } }, ['warning load-external']],
      [{ load: { generator: 'external' }, mode: 'saturation' }, ['warning load-external', 'error external-saturation']],
      [{ load: { ...h2load, headers: { TraceParent: '00-1-1-01' } } }, ['error load-with-trace-headers']],
      [{ load: { ...h2load, headers: { 'X-B3-Sampled': '1' } } }, ['error load-with-trace-headers']],
      [{ load: { ...h2load, headers: { accept: '*/*' } } }, []],
    ];
    for (const [changes, expected] of loads) assert.deepEqual(codes(sampleSpec(1, changes)), expected);
  });

  it('refuse a target that cannot be reached, and a plan longer than allowed', () => {
    assert.deepEqual(codes(sampleSpec(1, { target: {} })), ['error target-without-admin']);
    assert.deepEqual(codes(sampleSpec(1, { ...istio, target: { namespace: 'shop' } })), [
      'error target-without-workload',
    ]);
    assert.deepEqual(codes(sampleSpec(1, { windowMs: 600_000 })), ['error too-long']);
  });
});

describe('defaults', () => {
  it('leave what is given, and leave nothing out', () => {
    const full = withDefaults(sampleSpec(1, { blocks: 9, seed: 5, guards: { p99Factor: 3 } }));
    assert.equal(full.blocks, 9);
    assert.equal(full.seed, 5);
    assert.equal(full.guards.p99Factor, 3);
    assert.equal(full.guards.errorsPoints, 0.5);
    assert.equal(full.load.connections, 16);
    assert.ok(Value.Check(ExperimentSpecSchema, full));
    assert.deepEqual(withDefaults(full), full);
    assert.equal(withDefaults(sampleSpec(1, istio)).target.adminUrl, 'http://127.0.0.1:15000');
  });
});

describe('templates', () => {
  const target = { adminUrl: 'http://127.0.0.1:9901', namespace: 'shop', workload: 'cart' };

  it('make specs that every driver takes, with a baseline and no finding that refuses', () => {
    for (const name of TEMPLATE_NAMES) {
      for (const driver of EXPERIMENT_DRIVERS) {
        const spec = templateSpec(name, { driver, target, load: h2load });
        assert.ok(Value.Check(ExperimentSpecSchema, spec), `${name} ${driver}`);
        assert.deepEqual(
          checkSpec(spec).filter(({ severity }) => severity === 'error'),
          [],
          `${name} ${driver}`
        );
        assert.equal(TEMPLATES[name].name, name);
      }
    }
  });

  it('leave the access log alone where there is no logger to choose', () => {
    const { baseline, variants } = templateSpec('article', {
      driver: 'envoy-runtime',
      loggers: {},
      target,
      load: h2load,
    });
    assert.deepEqual(baseline.knobs, [{ knob: 'tracing.sampling', percent: 0 }]);
    assert.deepEqual(
      variants.map(({ name }) => name),
      ['tracing-100', 'tracing-1']
    );
  });
});

describe('plan', () => {
  it('says what each knob changes, by driver, and whether connections drain', () => {
    const { variants } = planExperiment(withKnobs([{ knob: 'accesslog.enabled', on: false }], files));
    assert.deepEqual(variants[1]?.changes, [
      {
        knob: 'accesslog.enabled',
        what: 'access log off: access_log taken out of the listener file',
        drains: true,
        undo: 'The file of before is moved onto its path again.',
        proof: KNOBS.find(({ id }) => id === 'accesslog.enabled')?.proof,
      },
    ]);
  });

  it('takes four variants in eight blocks for about 65 minutes, and 105 where listeners drain', () => {
    const minutes = (spec: ExperimentSpec) => planExperiment(spec).durationMs / 60_000;
    const runtime = minutes(sampleSpec(4, { load: { ...h2load, requestsPerSecond: 9_000 } }));
    const listeners = minutes(sampleSpec(4, { ...istio, load: { ...h2load, requestsPerSecond: 9_000 } }));
    assert.ok(Math.abs(runtime - 65) < 8, String(runtime));
    assert.ok(Math.abs(listeners - 105) < 8, String(listeners));
  });

  it('shows the smallest effect that it finds, smaller with less noise, never below the minimum effect', () => {
    const detectable = (noisePercent: number, changes: Partial<ExperimentSpec> = {}) =>
      planExperiment(sampleSpec(1, changes), { noisePercent }).detectablePercent as number;
    assert.ok(Math.abs(detectable(3.4) - 100 * Math.expm1(1.25 * Math.log(1.034))) < 0.1);
    assert.ok(detectable(3.4, { blocks: 40 }) < detectable(3.4, { blocks: 20 }));
    assert.equal(detectable(0.1), 2);
    assert.equal(planExperiment(sampleSpec(4, { blocks: 6 })).detectablePercent, null);
    assert.equal(planExperiment(sampleSpec(1, { indicative: true })).detectablePercent, null);
  });

  it('uses the seed that it is given only where the spec has none', () => {
    assert.equal(planExperiment(sampleSpec(1), { seed: 9 }).seed, 9);
    assert.equal(planExperiment(sampleSpec(1, { seed: 4 }), { seed: 9 }).seed, 4);
  });
});
