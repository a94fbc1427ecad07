import { compilePattern } from './bounded-pattern.ts';
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
 * syntax of Prometheus' own engine) rather than on RegExp, where `(a+)+$` would stop the process. Bounded-pattern.ts bounds
 * the compiled program, the contract the pattern's length.
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
      const compiled = compilePattern(wanted);
      if (!compiled.ok) return `This is no RE2 regular expression that can be used: ${compiled.message}`;
      return (value) => compiled.pattern.testExact(value) === (op === '=~');
    }
  }
}
