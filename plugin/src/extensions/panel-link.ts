import { newTaskUrl } from '../routes';
import { labelsOf, listOf, memberOf, textOf } from './reading';
import { selectorOfLabels } from './selector-of-labels';

/** One condition of a query: `namespace="shop"`. Only equalities with a plain value name something. */
const EQUALITY = /([A-Za-z_][\w.]*)\s*=\s*"([^"\\$|]{1,253})"/g;
/** Long enough for every query that a person writes. */
const MAX_QUERY_LENGTH = 20_000;

/**
 * Dashboard panel: what its variables and queries name. A variable with several values or "All" names nothing, and a
 * query wins over a variable, since it is what the panel shows.
 */
export function panelUrl(context: unknown): string | undefined {
  const labels = { ...variableLabels(memberOf(context, 'scopedVars')), ...queryLabels(memberOf(context, 'targets')) };
  const selector = selectorOfLabels(labels);
  return selector === undefined ? undefined : newTaskUrl({ selector, title: textOf(memberOf(context, 'title')) });
}

/** `{name: {text, value}}`; names that begin with `__` are Grafana's own. */
function variableLabels(scopedVars: unknown): Record<string, string> {
  if (typeof scopedVars !== 'object' || scopedVars === null) {
    return {};
  }
  const values = Object.entries(scopedVars)
    .filter(([name]) => !name.startsWith('__'))
    .map(([name, variable]) => [name, memberOf(variable, 'value')] as const);
  return labelsOf(Object.fromEntries(values.filter(([, value]) => value !== '$__all')));
}

/** What all queries of the panel agree on. */
function queryLabels(targets: unknown): Record<string, string> {
  const found = new Map<string, Set<string>>();
  for (const target of listOf(targets)) {
    for (const text of [memberOf(target, 'expr'), memberOf(target, 'labelSelector'), memberOf(target, 'query')]) {
      for (const [, label = '', value = ''] of (textOf(text) ?? '').slice(0, MAX_QUERY_LENGTH).matchAll(EQUALITY)) {
        found.set(label, (found.get(label) ?? new Set()).add(value));
      }
    }
  }
  const agreed = [...found].filter(([, values]) => values.size === 1);
  return Object.fromEntries(agreed.map(([label, [value = '']]) => [label, value]));
}
