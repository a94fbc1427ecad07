import { compilePattern } from '@meshprof/contracts/bounded-pattern';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  /** A label that a series lacks counts as ''. */
  matches(value: string): boolean;
}

/** Longest pattern taken: compiled size grows with it, and repetitions multiply. */
const MAX_PATTERN_LENGTH = 4096;

export type CompiledMatcher =
  { readonly ok: true; readonly matcher: LabelMatcher } | { readonly ok: false; readonly message: string };

/** Regular expressions have RE2's syntax (as in Prometheus), match the whole value and run in linear time. */
export function compileMatcher(name: string, operator: MatchOperator, value: string): CompiledMatcher {
  const matcher = (matches: (candidate: string) => boolean): CompiledMatcher => ({
    ok: true,
    matcher: { name, operator, value, matches },
  });
  if (operator === '=') return matcher((candidate) => candidate === value);
  if (operator === '!=') return matcher((candidate) => candidate !== value);
  if (value.length > MAX_PATTERN_LENGTH) {
    return { ok: false, message: `the regular expression is longer than ${MAX_PATTERN_LENGTH} characters` };
  }
  const compiled = compilePattern(value);
  if (!compiled.ok) return compiled;
  const wanted = operator === '=~';
  return matcher((candidate) => compiled.pattern.testExact(candidate) === wanted);
}
