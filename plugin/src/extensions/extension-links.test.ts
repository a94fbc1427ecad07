import { type AppPlugin, PluginExtensionPoints } from '@grafana/data';
import { PLUGIN_BASE_URL } from '../constants';
import pluginJson from '../plugin.json';
import { alertInstanceUrl, alertRuleUrl } from './alert-links';
import { EXTENSION_LINKS } from './extension-links';
import { panelUrl } from './panel-link';
import { traceProfileUrl, traceTaskUrl } from './trace-links';

const NOW = Date.parse('2026-11-26T06:00:00Z');
const paramsOf = (url: string | undefined) => Object.fromEntries(new URLSearchParams(url?.split('?')[1]));

/** What a page may hand over by mistake, or on purpose. */
const HOSTILE: unknown[] = [
  undefined,
  null,
  0,
  'text',
  [],
  {},
  { instance: null, rule: 7 },
  { instance: { labels: [] }, rule: { labels: 'x', annotations: [] } },
  { instance: { labels: { pod: 7, namespace: {}, service: null } } },
  { instance: { labels: { constructor: 'x', __proto__: { pod: 'p' } } } },
  { labels: null, annotations: { meshprof_selector: 9 } },
  { scopedVars: 'x', targets: {} },
  { scopedVars: { pod: null, namespace: { value: ['a', 'b'] }, __interval: { value: '1m' } }, targets: [null, 1, {}] },
  { targets: [{ expr: '='.repeat(100_000) }, { expr: 'x{pod="' + 'a'.repeat(1000) }] },
  { spans: 'x', services: {}, startTime: 'now' },
  { spans: [null, { process: 3 }], services: [null], startTime: NaN, endTime: Infinity },
  { spans: [{ process: { serviceName: 'a', tags: 'x' } }], startTime: -1, endTime: 5 },
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
      getOwnPropertyDescriptor: () => {
        throw new Error('no');
      },
    }
  ),
];

describe('an alert instance', () => {
  it('is profiled by the labels that the controller would map, from before it fired', () => {
    const url = alertInstanceUrl(
      {
        instance: { labels: { alertname: 'Slow', namespace: 'shop', pod: 'cart-1' }, activeAt: '2026-11-26T05:58:00Z' },
        rule: { name: 'Slow', labels: { team: 'a' }, annotations: {} },
      },
      NOW
    );
    expect(paramsOf(url)).toEqual({
      selector: 'namespace="shop", pod="cart-1"',
      title: 'Slow',
      template: 'before-alert',
      before: '240',
    });
  });

  it('has no time before it while it does not fire', () => {
    const instance = { labels: { job: 'cart' }, activeAt: '0001-01-01T00:00:00Z' };
    expect(paramsOf(alertInstanceUrl({ instance }, NOW))).toEqual({
      selector: 'service.name="cart"',
      template: 'before-alert',
    });
  });

  it('prefers the selector that its rule was annotated with', () => {
    const rule = { name: 'r', annotations: { meshprof_selector: 'role="gateway"' } };
    expect(paramsOf(alertInstanceUrl({ instance: { labels: { pod: 'p' } }, rule }, NOW)).selector).toBe(
      'role="gateway"'
    );
  });

  it('offers nothing where no label names a process', () => {
    expect(alertInstanceUrl({ instance: { labels: { severity: 'page' } } }, NOW)).toBeUndefined();
  });
});

it('an alert rule is profiled by its own labels', () => {
  const context = { name: 'Slow carts', labels: { deployment: 'cart', namespace: 'shop' }, annotations: {} };
  expect(paramsOf(alertRuleUrl(context))).toEqual({
    selector: 'namespace="shop", workload="cart"',
    title: 'Slow carts',
  });
});

describe('a panel', () => {
  it('is about what its variables name', () => {
    const scopedVars = {
      namespace: { text: 'shop', value: 'shop' },
      service: { value: 'cart' },
      pod: { value: '$__all' },
    };
    expect(paramsOf(panelUrl({ title: 'Latency', scopedVars }))).toEqual({
      selector: 'service.name="cart", namespace="shop"',
      title: 'Latency',
    });
  });

  it('is about what its queries agree on, which counts more than variables', () => {
    const targets = [
      { expr: 'rate(requests{namespace="shop", workload="cart", code="500"}[1m])' },
      { expr: 'rate(requests{namespace="shop",workload="cart",code="200"}[1m])' },
      { labelSelector: '{pod=~"a|b", node!="n"}' },
    ];
    expect(paramsOf(panelUrl({ targets, scopedVars: { namespace: { value: 'other' } } })).selector).toBe(
      'namespace="shop", workload="cart"'
    );
  });

  it('offers nothing where queries disagree or hold variables', () => {
    expect(
      panelUrl({ targets: [{ expr: 'x{pod="a"} / x{pod="b"}' }, { expr: 'y{service="$service"}' }] })
    ).toBeUndefined();
  });
});

describe('a trace', () => {
  const trace = {
    startTime: 1_764_136_800_000_000,
    endTime: 1_764_136_800_250_000,
    services: [{ name: 'cart', numberOfSpans: 2 }],
    spans: [
      { startTime: 1_764_136_800_100_000, process: { serviceName: 'db', tags: [] } },
      {
        startTime: 1_764_136_800_000_000,
        process: {
          serviceName: 'web',
          tags: [
            { key: 'k8s.namespace.name', value: 'shop' },
            { key: 'telemetry.sdk', value: 'x' },
            { key: 'constructor', value: 'x' },
          ],
        },
      },
    ],
  };

  it('leads to the profile of its first service at its time', () => {
    expect(paramsOf(traceProfileUrl(trace))).toEqual({
      selector: '{service_name="web"}',
      from: '1764136790000',
      to: '1764136810250',
    });
  });

  it('leads to a task on that service', () => {
    expect(paramsOf(traceTaskUrl(trace))).toEqual({ selector: 'service.name="web", namespace="shop"', title: 'web' });
  });
});

describe('every link', () => {
  it.each(EXTENSION_LINKS.map((link) => [link.title, link] as const))('“%s” survives any context', (_title, link) => {
    for (const context of HOSTILE) {
      const configured = link.configure?.(context as object | undefined);
      const path = configured?.path ?? link.path;
      expect(path?.startsWith(`${PLUGIN_BASE_URL}/`)).toBe(true);
    }
  });

  it('stands in plugin.json with the same title, description and targets', () => {
    const inCode = EXTENSION_LINKS.map(({ title, description, targets }) => ({ title, description, targets }));
    expect(pluginJson.extensions.addedLinks).toEqual(inCode);
  });

  it('keeps to what a page shows of one plugin', () => {
    const count = (point: string) => EXTENSION_LINKS.filter(({ targets }) => targets.includes(point)).length;
    expect(count(PluginExtensionPoints.AlertInstanceAction)).toBeLessThanOrEqual(3);
    expect(count(PluginExtensionPoints.TraceViewHeaderActions)).toBeLessThanOrEqual(2);
  });

  it('is registered by the plugin', () => {
    const { plugin } = jest.requireActual<{ plugin: AppPlugin }>('../module');
    expect(plugin.addedLinkConfigs.map(({ title }) => title)).toEqual(EXTENSION_LINKS.map(({ title }) => title));
  });
});
