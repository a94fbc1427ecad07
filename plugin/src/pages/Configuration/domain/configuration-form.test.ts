import { type ConfigurationForm, formOf, problemsOf, settingsOf } from './configuration-form';

const form: ConfigurationForm = {
  ...formOf({ controllerUrl: 'http://controller:8686' }, true),
};

describe('problemsOf', () => {
  it('takes a URL and a secret, stored or new', () => {
    expect(problemsOf(form)).toEqual({});
    expect(problemsOf({ ...form, isSecretSet: false, secret: 's' })).toEqual({});
    expect(problemsOf({ ...form, controllerUrl: 'https://host/base/path' })).toEqual({});
  });

  it('says what is missing or wrong, by field', () => {
    expect(problemsOf({ ...form, controllerUrl: '' }).controllerUrl).toMatch(/full URL/);
    expect(problemsOf({ ...form, controllerUrl: 'controller:8686' }).controllerUrl).toMatch(/http/);
    expect(problemsOf({ ...form, controllerUrl: 'http://c/?x=1' }).controllerUrl).toMatch(/no query/);
    expect(problemsOf({ ...form, isSecretSet: false })).toEqual({ secret: expect.stringMatching(/secret/) });
    expect(Object.keys(problemsOf({ ...form, durationSeconds: '0', frequencyHz: '5000' }))).toEqual([
      'durationSeconds',
      'frequencyHz',
    ]);
    expect(problemsOf({ ...form, durationSeconds: 'ten' }).durationSeconds).toMatch(/number from 1/);
  });
});

it('keeps settings as they are over a form', () => {
  const settings = {
    controllerUrl: 'http://c:1',
    dataSourceUid: 'pyro',
    prometheusUid: 'prom',
    defaultDurationMs: 2500,
    defaultFrequencyHz: 199,
    defaultTimeRange: { from: 'now-6h', to: 'now' },
    defaultThroughputQuery: 'sum(rate(x[1m]))',
  };
  expect(settingsOf(formOf(settings, true))).toEqual(settings);
});

it('leaves out what was not filled in', () => {
  const entries = Object.entries(settingsOf(form)).filter(([, value]) => value !== undefined);
  expect(entries).toEqual([['controllerUrl', 'http://controller:8686']]);
});
