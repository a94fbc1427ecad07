import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ALERT_ANNOTATIONS, DEFAULT_ALERT_SETTINGS, EVENTS } from '@meshprof/contracts';
import { format, resolveConfig } from 'prettier';
import { parse, stringify } from 'yaml';
import {
  CONTACT_POINT,
  DATA_SOURCE_UID,
  grafanaAlertRules,
  type PrometheusRules,
  splitThreshold,
} from './grafana-alert-rules.ts';

const at = (...parts: string[]) => join(import.meta.dirname, ...parts);
const RULES_FILE = at('prometheus', 'meshprof-rules.yml');
const GRAFANA_FILE = at('grafana', 'alerting', 'meshprof-rules.yaml');
const rulesYaml = readFileSync(RULES_FILE, 'utf8');
const rules = (parse(rulesYaml) as PrometheusRules).groups.flatMap((group) => group.rules);

/** Names that the programs of the demo gave; tests/e2e/metrics.integration.test.ts asks for each of them anew. */
const recorded: Record<string, string> = Object.fromEntries(
  Object.values(
    JSON.parse(readFileSync(at('..', 'tests', 'golden', 'prometheus', 'metric-types.json'), 'utf8')) as object
  ).flatMap((metrics: object) => Object.entries(metrics) as [string, string][])
);
/** Istio's standard metrics, which the demo has none of (istio.io/latest/docs/reference/config/metrics). */
const ISTIO: Record<string, string> = {
  istio_requests_total: 'counter',
  istio_request_duration_milliseconds: 'histogram',
};

describe('the alert rules', () => {
  it('ask for metrics that exist', () => {
    for (const { alert, expr } of rules) {
      const names = expr
        .replaceAll(/\{[^}]*\}|\b(?:by|without) \([^)]*\)/g, '')
        .match(/\b(?:istio|envoy|meshprof)_\w+/g);
      assert.ok(names !== null, alert);
      for (const name of names) {
        const base = name.replace(/_bucket$/, '');
        const type = recorded[base] ?? ISTIO[base];
        assert.equal(type, base === name ? 'counter' : 'histogram', `${alert}: ${name}`);
      }
    }
  });

  it('say what to profile in annotations that the controller takes', () => {
    const known = [...Object.values(ALERT_ANNOTATIONS), 'summary', 'description'] as string[];
    for (const { alert, annotations } of rules) {
      assert.deepEqual(
        Object.keys(annotations).filter((name) => !known.includes(name)),
        [],
        alert
      );
      const events = annotations[ALERT_ANNOTATIONS.events]?.split(',') ?? [];
      assert.deepEqual(
        events.filter((event) => !(EVENTS as readonly string[]).includes(event)),
        [],
        alert
      );
      assert.match(annotations[ALERT_ANNOTATIONS.duration] ?? '', /^\d+s$/);
    }
  });

  it('keep a label by which the controller finds the processes', () => {
    const understood = Object.values(DEFAULT_ALERT_SETTINGS.labels).flat();
    for (const { alert, expr } of rules) {
      const kept = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ');
      // Without a list of labels to keep, all stay.
      if (kept !== undefined)
        assert.ok(
          kept.some((label) => understood.includes(label)),
          alert
        );
    }
  });

  it('are taken apart into a query and a threshold', () => {
    assert.deepEqual(splitThreshold('a / (b > 1) > 0.05\n'), { query: 'a / (b > 1)', threshold: 0.05 });
    assert.throws(() => splitThreshold('a < 3'), /must end with/);
  });
});

it('the rules of Grafana are those of Prometheus, sent straight to the contact point', async () => {
  const head =
    '# Made from ../../prometheus/meshprof-rules.yml: MESHPROF_WRITE=1 node --test provisioning/alert-rules.test.ts\n';
  const options = await resolveConfig(GRAFANA_FILE);
  const body = stringify(grafanaAlertRules(rulesYaml), { lineWidth: 0 });
  const expected = await format(head + body, { ...options, parser: 'yaml' });
  if (process.env.MESHPROF_WRITE === '1') writeFileSync(GRAFANA_FILE, expected);
  assert.equal(readFileSync(GRAFANA_FILE, 'utf8'), expected, 'make it anew with the command in its first line');

  const read = (...path: string[]) =>
    parse(readFileSync(at('grafana', ...path), 'utf8')) as Record<string, { name: string; uid: string }[]>;
  assert.ok(read('alerting', 'meshprof.yaml')['contactPoints']?.some(({ name }) => name === CONTACT_POINT));
  assert.ok(read('datasources', 'meshprof.yaml')['datasources']?.some(({ uid }) => uid === DATA_SOURCE_UID));
});

it('uids of Grafana are stable, of their own, and within the 40 characters that it takes', () => {
  const { groups } = grafanaAlertRules(rulesYaml) as { groups: { rules: { uid: string }[] }[] };
  const uids = groups.flatMap((group) => group.rules.map(({ uid }) => uid));
  assert.equal(uids[0], 'meshprof-proxy-cpu-high');
  assert.equal(new Set(uids).size, rules.length);
  for (const uid of uids) assert.match(uid, /^[a-z-]{1,40}$/);
});

it('no notification policy is provisioned: such a file replaces the whole tree', () => {
  const files = ['meshprof.yaml', 'meshprof-rules.yaml'].map((name) =>
    readFileSync(at('grafana', 'alerting', name), 'utf8')
  );
  for (const text of files)
    assert.deepEqual(
      Object.keys(parse(text) as object).filter((key) => /polic/i.test(key)),
      []
    );
});
