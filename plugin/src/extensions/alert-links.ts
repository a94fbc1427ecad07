import { DEFAULT_ALERT_MARGIN_MS } from '@meshprof/contracts';
import { newTaskUrl } from '../routes';
import { labelsOf, memberOf, textOf } from './reading';
import { selectorOfLabels } from './selector-of-labels';

/** Alert instance: `{instance: {labels, activeAt}, rule: {name, labels, annotations}}`. */
export function alertInstanceUrl(context: unknown, nowUnixMs: number): string | undefined {
  const instance = memberOf(context, 'instance');
  const rule = memberOf(context, 'rule');
  const labels = { ...labelsOf(memberOf(rule, 'labels')), ...labelsOf(memberOf(instance, 'labels')) };
  const selector = textOf(memberOf(memberOf(rule, 'annotations'), 'meshprof_selector')) ?? selectorOfLabels(labels);
  const name = labels.alertname ?? textOf(memberOf(rule, 'name'));
  return selector === undefined
    ? undefined
    : newTaskUrl({ selector, title: name, template: 'before-alert', before: secondsBefore(instance, nowUnixMs) });
}

/** Alert rule: `{name, namespace, group, expression, labels, annotations}`. Its labels are the same for every instance. */
export function alertRuleUrl(context: unknown): string | undefined {
  const selector =
    textOf(memberOf(memberOf(context, 'annotations'), 'meshprof_selector')) ??
    selectorOfLabels(labelsOf(memberOf(context, 'labels')));
  return selector === undefined ? undefined : newTaskUrl({ selector, title: textOf(memberOf(context, 'name')) });
}

/**
 * From a little before the alert's start on, as the controller takes it; absent while it does not fire, when Grafana
 * gives the year 1 or nothing.
 */
function secondsBefore(instance: unknown, nowUnixMs: number): string | undefined {
  const activeAtMs = Date.parse(textOf(memberOf(instance, 'activeAt')) ?? '');
  const seconds = Math.ceil((nowUnixMs - activeAtMs) / 1000);
  return activeAtMs > 0 && seconds >= 0 ? String(seconds + DEFAULT_ALERT_MARGIN_MS / 1000) : undefined;
}
