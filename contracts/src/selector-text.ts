import { SELECTOR_LABELS, type SelectorLabel } from './labels.ts';
import { MATCH_OPERATORS, type MatchOperator } from './match-operators.ts';
import type { Selector } from './selectors.ts';

/** `problem` continues a sentence: "The selector …". Patterns are not compiled here; selector-match.ts does that. */
export type ReadSelector =
  { readonly ok: true; readonly selector: Selector } | { readonly ok: false; readonly problem: string };

/** `label`, operator, value in double quotes, or bare if it has none of the operators' characters; a comma or the end. */
const MATCHER = /\s*([\w.]+)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^,"=~!]*?))\s*(?:,|$)/y;

/** A selector in the writing of Prometheus: `{pod=~"checkout-.*", role="envoy-sidecar"}`; braces and quotes are optional. */
export function readSelectorText(text: string): ReadSelector {
  const inner = text
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .trim();
  const selector: Selector = {};
  const pattern = new RegExp(MATCHER);
  while (pattern.lastIndex < inner.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(inner);
    if (match === null) return refused(`cannot be read from ${JSON.stringify(inner.slice(start, start + 40))} on`);
    const [, name = '', op = '=', quoted, bare] = match;
    const label = labelOf(name);
    if (label === undefined)
      return refused(`has the label ${name.slice(0, 40)}; known are ${SELECTOR_LABELS.join(', ')}`);
    if (selector[label] !== undefined) return refused(`has ${label} twice`);
    selector[label] = { op: op as MatchOperator, value: quoted?.replace(/\\(.)/gs, '$1') ?? bare ?? '' };
  }
  if (Object.keys(selector).length === 0) return refused('is empty');
  return { ok: true, selector };
}

/** The other way: `service.name="shop", pod=~"cart-.*"`, which reads back as the same selector. */
export function writeSelectorText(selector: Selector): string {
  return SELECTOR_LABELS.flatMap((label) => {
    const matcher = selector[label];
    if (matcher === undefined) return [];
    const { op, value } = typeof matcher === 'object' ? matcher : { op: '=' as const, value: String(matcher) };
    return [`${label}${op}"${value.replace(/["\\]/g, '\\$&')}"`];
  }).join(', ');
}

/** Prometheus knows no dots in label names, and Pyroscope stores this one so. */
function labelOf(name: string): SelectorLabel | undefined {
  const written = name === 'service_name' ? 'service.name' : name;
  return SELECTOR_LABELS.find((label) => label === written);
}

function refused(problem: string): ReadSelector {
  return {
    ok: false,
    problem: `${problem}. Write it as label="value" with commas between; operators ${MATCH_OPERATORS.join(' ')}`,
  };
}
