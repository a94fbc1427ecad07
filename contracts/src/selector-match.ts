import { RE2JS } from 're2js';
import { SELECTOR_LABELS, type SelectorLabel } from './labels.ts';
import type { Matcher, Selector } from './selectors.ts';

/** Labels of one process; a label it does not have counts as ''. */
export type SelectorLabels = Partial<Record<SelectorLabel, string>>;

export type CompiledSelector =
  { ok: true; matches: (labels: SelectorLabels) => boolean } | { ok: false; label: string; message: string };

/**
 * Compiles a selector. One matcher for both ends: the controller picks targets with it, the agent checks them against
 * what it is allowed to profile. Outside the package's index, since the plugin needs no regular expression engine.
 *
 * Semantics are Prometheus': regular expressions are anchored at both ends and a missing label
 * equals the empty string.
 *
 * Patterns come from users and run over the whole inventory inside the event loop, so they run on RE2 (linear time,
 * syntax of Prometheus' own engine) rather than on RegExp, where `(a+)+$` would stop the process. RE2 also bounds
 * the size of a compiled program; the contract bounds the pattern's length.
 */
export function compileSelector(selector: Selector): CompiledSelector {
  const tests: { label: SelectorLabel; test: (value: string) => boolean }[] = [];
  for (const label of SELECTOR_LABELS) {
    const matcher = selector[label];
    if (matcher === undefined) continue;
    const test = compileMatcher(matcher);
    if (typeof test === 'string') return { ok: false, label, message: test };
    tests.push({ label, test });
  }
  return { ok: true, matches: (labels) => tests.every(({ label, test }) => test(labels[label] ?? '')) };
}

/** The test, or a sentence that says what is wrong with the pattern. */
function compileMatcher(matcher: Matcher): ((value: string) => boolean) | string {
  if (typeof matcher !== 'object') {
    const wanted = String(matcher);
    return (value) => value === wanted;
  }
  const { op, value: wanted } = matcher;
  switch (op) {
    case '=':
      return (value) => value === wanted;
    case '!=':
      return (value) => value !== wanted;
    case '=~':
    case '!~': {
      const pattern = compilePattern(wanted);
      if (typeof pattern === 'string') return pattern;
      return (value) => pattern.testExact(value) === (op === '=~');
    }
  }
}

function compilePattern(source: string): RE2JS | string {
  try {
    return RE2JS.compile(source, RE2JS.DOTALL);
  } catch (error) {
    return `This is no RE2 regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}
