import type { Selector, SelectorLabel } from '@meshprof/contracts';
import type { CompletePrometheusCondition } from './complete-rule.ts';
import type { Series } from './prometheus-client.ts';

/** The processes that a series of a query's result is about, or why it names none. */
export function selectorOfSeries(
  { labels }: Pick<Series, 'labels'>,
  base: Selector | undefined,
  { selectorFrom }: Pick<CompletePrometheusCondition, 'selectorFrom'>
): Selector | { readonly refusal: string } {
  const selector: Selector = { ...base };
  for (const [label, source] of Object.entries(selectorFrom ?? {}) as [SelectorLabel, string][]) {
    const value = labels[source];
    if (value === undefined || value === '') {
      return {
        refusal: `The series has no label ${source}, which selectorFrom makes ${label} of. It has ${listOf(labels)}.`,
      };
    }
    selector[label] = value.slice(0, MAX_VALUE_LENGTH);
  }
  return selector;
}

/** The same for the same series, however Prometheus orders its labels. */
export function subjectOfSeries({ labels }: Pick<Series, 'labels'>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As Prometheus writes it. */
export function nameOfSeries({ labels }: Pick<Series, 'labels'>): string {
  const { __name__: name = '', ...rest } = labels;
  const pairs = Object.entries(rest).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(', ')}}`.slice(0, MAX_NAME_LENGTH);
}

/** Of MatcherSchema. */
const MAX_VALUE_LENGTH = 2_048;
const MAX_NAME_LENGTH = 300;

function listOf(labels: Series['labels']): string {
  const names = Object.keys(labels);
  return names.length === 0 ? 'none' : names.join(', ').slice(0, MAX_NAME_LENGTH);
}
