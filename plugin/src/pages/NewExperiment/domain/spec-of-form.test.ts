import { type ExperimentSpec, ExperimentSpecSchema, type KnobValue } from '@meshprof/contracts';
import { TEMPLATE_NAMES } from '@meshprof/experiments';
import { Value } from 'typebox/value';
import { makeExperiment } from '../../../testing/experiment-fixtures';
import { DEFAULT_EXPERIMENT_FORM, type ExperimentForm } from './experiment-form';
import { splitFieldErrors } from './field-errors';
import { formOfSpec } from './form-of-spec';
import { freeName } from './free-name';
import { initialForm, withDriver, withTemplate } from './initial-form';
import { newKnob, turnableKnobs } from './knob-form';
import { missingOfForm } from './missing-of-form';
import { specOfForm } from './spec-of-form';

const filled: ExperimentForm = {
  ...DEFAULT_EXPERIMENT_FORM,
  node: 'worker-3',
  adminUrl: 'http://127.0.0.1:9901',
  url: 'http://127.0.0.1:10000/',
  namespace: 'shop',
  workload: 'cart',
};
const problemsOf = (spec: ExperimentSpec) => [...Value.Errors(ExperimentSpecSchema, spec)];

it.each(TEMPLATE_NAMES)('the template %s gives a spec that the contract takes, for each driver that has it', (name) => {
  for (const driver of ['envoy-runtime', 'envoy-files', 'istio'] as const) {
    const spec = specOfForm(withTemplate(withDriver(filled, driver), name));
    expect(problemsOf(spec)).toEqual([]);
  }
});

it.each(['envoy-runtime', 'envoy-files', 'istio'] as const)(
  'every knob of %s has a value that the contract takes',
  (driver) => {
    for (const { id } of turnableKnobs({ driver, allowEnvoyFilter: true })) {
      const texts = { name: 'a', prepared: 'full', text: '%PROTOCOL%', path: '/log', cluster: 'c', provider: 'p' };
      const knob = newKnob(id as Parameters<typeof newKnob>[0], texts);
      const form = {
        ...withDriver({ ...filled, allowEnvoyFilter: true }, driver),
        variants: [{ name: 'changed', knobs: [knob] }],
      };
      expect(problemsOf(specOfForm(form))).toEqual([]);
      expect(missingOfForm(form)).toBeUndefined();
    }
  }
);

it('a spec that becomes a form becomes the same spec', () => {
  const { spec } = makeExperiment();
  const { guards: _guards, indicative: _indicative, approval: _approval, ...asked } = spec;
  const { guards: _kept, ...made } = specOfForm(formOfSpec(spec));
  expect(made).toEqual(asked);
});

it('keeps headers, JSON formats and guards on the way there and back', () => {
  const spec: ExperimentSpec = {
    ...specOfForm({ ...filled, driver: 'envoy-files' }),
    variants: [{ name: 'json', knobs: [{ knob: 'accesslog.format', json: { status: '%RESPONSE_CODE%', a: 'b: c' } }] }],
    load: {
      generator: 'h2load',
      url: 'http://a/',
      protocol: 'http2',
      connections: 4,
      headers: { 'x-a': '1', b: '2: 3' },
    },
    guards: { errorsPoints: 2, deadManMs: 60_000 },
    approval: 'second-person',
    indicative: true,
  };
  expect(specOfForm(formOfSpec(spec))).toEqual(spec);
});

it('keeps what only an EnvoyFilter sets on the way there and back', () => {
  const knobs: KnobValue[] = [
    { knob: 'filter.enabled', name: 'envoy.filters.http.lua', on: false },
    { knob: 'accesslog.format', text: '%PROTOCOL%' },
    { knob: 'accesslog.sink', sink: 'otlp', cluster: 'outbound|4317||logs' },
  ];
  const spec: ExperimentSpec = {
    ...specOfForm({ ...filled, driver: 'istio' }),
    variants: [
      { name: 'ours', knobs },
      { name: 'prepared', knobs: [{ knob: 'accesslog.format', prepared: 'short' }] },
    ],
    allowEnvoyFilter: true,
  };
  expect(specOfForm(formOfSpec(spec))).toEqual(spec);
});

it('says what is still missing', () => {
  expect(missingOfForm({ ...filled, url: ' ' })).toMatch(/URL/);
  expect(missingOfForm({ ...filled, url: '', generator: 'external' })).toBeUndefined();
  expect(missingOfForm({ ...filled, driver: 'istio', workload: '' })).toMatch(/workload/);
  const knobs = [newKnob('filter.enabled')];
  expect(missingOfForm({ ...filled, variants: [{ name: 'v', knobs }] })).toMatch(/value/);
});

it('begins with what a cost leads to', () => {
  expect(initialForm({ setting: 'tracing.sampling', node: 'n' })).toMatchObject({
    node: 'n',
    driver: 'envoy-runtime',
    title: 'Share of requests that are traced',
    baseline: { name: 'tracing-0' },
  });
  // Only Istio turns it.
  expect(initialForm({ setting: 'telemetry.metrics' })).toMatchObject({
    driver: 'istio',
    variants: [{ name: 'changed', knobs: [{ knob: 'stats.filter' }] }],
  });
  expect(initialForm({ setting: 'nonsense', template: undefined }).variants).toHaveLength(1);
  expect(initialForm({ template: 'nonsense' }).baseline.name).toBe('as-it-is');
});

it('takes out what another driver cannot turn', () => {
  const form = {
    ...filled,
    variants: [{ name: 'v', knobs: [newKnob('tracing.batch-size'), newKnob('tracing.sampling')] }],
  };
  expect(withDriver(form, 'istio').variants[0]?.knobs.map(({ knob }) => knob)).toEqual(['tracing.sampling']);
  expect(withDriver(form, 'istio').adminUrl).toBe('http://127.0.0.1:15000');
  expect(withDriver({ ...form, adminUrl: 'http://127.0.0.1:1' }, 'istio').adminUrl).toBe('http://127.0.0.1:1');
});

it('finds a free name', () => {
  expect(freeName('full', [{ name: 'off' }])).toBe('full');
  expect(freeName('variant-1', [{ name: 'variant-1' }, { name: 'variant-2' }])).toBe('variant-3');
});

it('puts what the controller refuses at its field', () => {
  const fieldErrors = [
    { path: '/variants/1/name', message: 'twice' },
    { path: '/target/adminUrl', message: 'no' },
    { path: '/variants/0/knobs/0', message: 'odd' },
  ];
  expect(splitFieldErrors({ fieldErrors })).toEqual({
    fields: [
      { field: 'variants.1.name', message: 'twice' },
      { field: 'adminUrl', message: 'no' },
    ],
    others: [fieldErrors[2]],
  });
});
