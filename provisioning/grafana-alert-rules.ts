import { parse } from 'yaml';
import { PLUGIN_ID } from '@meshprof/contracts';

export interface PrometheusRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

export interface PrometheusRules {
  readonly groups: readonly { readonly name: string; readonly interval: string; readonly rules: PrometheusRule[] }[];
}

/** Of the data source and the contact point beside this file. */
export const DATA_SOURCE_UID = 'meshprof-prometheus';
export const CONTACT_POINT = 'Meshprof';

/** Longer than any window of the rules. */
const LOOK_BACK_SECONDS = 600;

/** The provisioning file of Grafana that alerts as a rule file of Prometheus does. */
export function grafanaAlertRules(rulesYaml: string): object {
  const { groups } = parse(rulesYaml) as PrometheusRules;
  return {
    apiVersion: 1,
    groups: groups.map(({ name, interval, rules }) => ({
      orgId: 1,
      name,
      folder: 'Meshprof',
      interval,
      rules: rules.map(grafanaRule),
    })),
  };
}

function grafanaRule(rule: PrometheusRule): object {
  const { query, threshold } = splitThreshold(rule.expr);
  return {
    uid: uidOf(rule.alert),
    title: rule.alert,
    condition: 'B',
    data: [
      {
        refId: 'A',
        relativeTimeRange: { from: LOOK_BACK_SECONDS, to: 0 },
        datasourceUid: DATA_SOURCE_UID,
        model: { refId: 'A', expr: query, instant: true, range: false, editorMode: 'code' },
      },
      {
        refId: 'B',
        datasourceUid: '__expr__',
        model: {
          refId: 'B',
          type: 'threshold',
          expression: 'A',
          conditions: [{ evaluator: { type: 'gt', params: [threshold] } }],
        },
      },
    ],
    // A mesh without Istio, or a Prometheus that starts, has no series: that is not what these rules are about.
    noDataState: 'OK',
    execErrState: 'OK',
    for: rule.for,
    annotations: mapValues(rule.annotations, valueOfGrafana),
    // Grafana offers the app's "Profile what this rule is about" on rules with this label.
    labels: { ...rule.labels, __grafana_origin: `plugin/${PLUGIN_ID}` },
    isPaused: false,
    // Straight to the contact point: a policy would have to be provisioned as the whole tree.
    notification_settings: {
      receiver: CONTACT_POINT,
      group_by: ['...'],
      group_wait: '0s',
      group_interval: '1m',
      repeat_interval: '4h',
    },
  };
}

/** Grafana compares in a step of its own; so its pages show the value also while the rule does not fire. */
export function splitThreshold(expr: string): { query: string; threshold: number } {
  const found = /^(.*)\s>\s*(\d+(?:\.\d+)?)\s*$/s.exec(expr);
  if (found === null) throw new Error(`an expression must end with "> number": ${expr}`);
  return { query: found[1] ?? '', threshold: Number(found[2]) };
}

/** `MeshprofProxyCpuHigh` → `meshprof-proxy-cpu-high` */
function uidOf(alert: string): string {
  return alert.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

/** In Prometheus `.Value` is the number; in Grafana it is a text about all steps, and each step has its own. */
function valueOfGrafana(text: string): string {
  return text.replaceAll('{{ .Value |', '{{ .Values.A.Value |');
}

function mapValues(map: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
