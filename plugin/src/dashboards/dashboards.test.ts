import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { PROFILE_TYPES, SAMPLE_LABELS, RESOURCE_LABELS } from '@meshprof/contracts';
import pluginJson from '../plugin.json';
import panelJson from '../qps-profile-panel/plugin.json';

interface Target {
  refId: string;
  datasource: { type: string; uid: string };
  expr?: string;
  profileTypeId?: string;
  groupBy?: string[];
}
interface Panel {
  id: number;
  type: string;
  title: string;
  targets: Target[];
  gridPos: { x: number; y: number; w: number; h: number };
}
interface Dashboard {
  id: null;
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: Array<{ name: string; type: string; query: unknown }> };
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));
const dashboards = files.map((file) => ({ file, dashboard: read(join(__dirname, file)) as Dashboard }));

/** Names that the four programs of the demo gave at `/metrics`; tests/e2e/metrics.integration.test.ts renews trust. */
const recorded = Object.assign(
  {},
  ...Object.values(read(join(__dirname, '../../../tests/golden/prometheus/metric-types.json')) as object)
) as Record<string, string>;

/** Istio's standard metrics, which the demo has none of (istio.io/latest/docs/reference/config/metrics). */
const ISTIO = ['istio_requests_total'];

const METRIC = /\b(?:istio|envoy|meshprof|process|nodejs)_\w+/g;
const LABEL_MATCHERS = /\{[^}]*\}|\bby \([^)]*\)/g;

/** What a PromQL expression selects: words of the known families outside of braces and groupings. */
const metricsOf = (expression: string) => expression.replace(LABEL_MATCHERS, '').match(METRIC) ?? [];

function isKnown(name: string): boolean {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return ISTIO.includes(name) || name in recorded || recorded[base] === 'histogram';
}

it('are listed in plugin.json, all of them and no other', () => {
  const listed = pluginJson.includes.flatMap((include) => (include.type === 'dashboard' ? [include.path] : []));
  expect(listed.sort()).toEqual(files.map((file) => `dashboards/${file}`).sort());
});

it('have uids and titles of their own, within the 40 characters that Grafana takes', () => {
  for (const key of ['uid', 'title'] as const) {
    const values = dashboards.map(({ dashboard }) => dashboard[key]);
    expect(new Set(values).size).toBe(values.length);
    expect(values.filter((value) => value.length > 40)).toEqual([]);
  }
});

describe.each(dashboards)('$file', ({ dashboard }) => {
  const targets = dashboard.panels.flatMap((panel) => panel.targets);

  it('is one that Grafana imports: no id, a schema of this age, panels with ids and places of their own', () => {
    expect(dashboard.id).toBeNull();
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`)
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it('uses core panels and ours only', () => {
    const known = ['stat', 'timeseries', 'flamegraph', panelJson.id];
    expect(dashboard.panels.map(({ type }) => type).filter((type) => !known.includes(type))).toEqual([]);
  });

  it('asks data sources that are variables of the dashboard', () => {
    const variables = new Map(dashboard.templating.list.map(({ name, query }) => [`\${${name}}`, query]));
    for (const { datasource } of targets) {
      expect([datasource.uid, variables.get(datasource.uid)]).toEqual([datasource.uid, datasource.type]);
    }
  });

  it('asks for metrics that exist', () => {
    const names = targets.flatMap(({ expr = '' }) => metricsOf(expr));
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
    expect(targets.filter(({ expr }) => expr !== undefined && metricsOf(expr).length === 0)).toEqual([]);
  });

  it('asks for profiles by types and labels that exist', () => {
    const labels = [...RESOURCE_LABELS, ...SAMPLE_LABELS].map((label) => label.replace('.', '_'));
    const profiles = targets.filter(({ profileTypeId }) => profileTypeId !== undefined);
    for (const { profileTypeId, groupBy = [] } of profiles) {
      expect(PROFILE_TYPES.map(({ storedAs }) => storedAs as string)).toContain(profileTypeId);
      expect(groupBy.filter((label) => !labels.includes(label))).toEqual([]);
    }
  });
});

it('would notice a metric that does not exist', () => {
  expect(isKnown('envoy_http_downstream_rq_totals')).toBe(false);
  expect(metricsOf('sum by (envoy_a) (rate(envoy_b_total{envoy_c="1"}[5m]))')).toEqual(['envoy_b_total']);
});
