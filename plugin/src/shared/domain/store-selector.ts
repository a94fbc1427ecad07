import type { Matcher, Selector, SelectorLabel } from '@meshprof/contracts';

/**
 * A selector of processes as data sources take it: `{service_name="shop", pod=~"cart-.*"}`. Its labels are those of the
 * profiles. `and` adds equalities; an empty value means that the label is absent, which `task_id` is of what policies
 * record.
 */
export function storeSelector(selector: Selector, and: Readonly<Record<string, string>> = {}): string {
  const matchers = Object.entries({ ...selector, ...and }) as Array<[SelectorLabel, Matcher]>;
  // Stores know no dots in label names: `service.name` is kept as `service_name`.
  return `{${matchers.map(([label, matcher]) => label.replaceAll('.', '_') + written(matcher)).join(', ')}}`;
}

const written = (matcher: Matcher): string =>
  typeof matcher === 'object' ? `${matcher.op}${JSON.stringify(matcher.value)}` : `=${JSON.stringify(String(matcher))}`;
