import type { ProxySettings } from '@meshprof/contracts';
import { categorySettings, hasSettings } from './category-settings';

const known: ProxySettings = {
  settings: [
    { settingId: 'tracing.sampling', source: 'not-visible', notes: ['by-istiod'] },
    {
      ...{ settingId: 'tracing.sampling', value: '100 %', source: 'file', file: '/etc/envoy.yaml', path: 'a.b[0]' },
      ...{ scope: 'listener demo', times: 3, notes: ['admin-may-override', 'of-a-newer-agent'] },
    },
    { settingId: 'filter.lua', value: 'none', source: 'default' },
  ],
  notes: [{ id: 'file-missing', file: '/etc/lds.yaml' }, { id: 'no-config' }],
};

describe('categorySettings', () => {
  it('gives the settings of a category, those with values first', () => {
    const found = categorySettings('tracing.span', known);
    expect(found?.title).toBe('Tracing: making spans');
    expect(found?.settings.map(({ id }) => id)).toEqual([
      'tracing.sampling',
      'tracing.custom-tags',
      'tracing.reporting',
    ]);
    const [sampling, tags] = found?.settings ?? [];
    expect(sampling?.istio).toMatch(/^Telemetry/);
    expect(sampling?.values.map(({ value, times }) => [value, times])).toEqual([
      ['100 %', 3],
      [undefined, 1],
    ]);
    expect(sampling?.values[0]?.notes[0]).toMatch(/runtime_modify/);
    expect(sampling?.values[0]?.notes[1]).toBe('of-a-newer-agent');
    expect(tags?.values).toEqual([]);
    expect(found?.problems).toEqual([
      expect.stringMatching(/^\/etc\/lds\.yaml: There is no such file/),
      expect.stringMatching(/^The command line names no/),
    ]);
  });

  it('gives the settings without values where nothing is known', () => {
    expect(categorySettings('filter.lua', null)?.settings.map(({ values }) => values)).toEqual([[]]);
  });

  it('gives nothing where no setting drives the cost', () => {
    expect(categorySettings('buffers', known)).toBeUndefined();
    expect(categorySettings('of-a-newer-agent', known)).toBeUndefined();
    expect(hasSettings('other')).toBe(false);
    expect(hasSettings('stats.sink')).toBe(true);
  });
});
