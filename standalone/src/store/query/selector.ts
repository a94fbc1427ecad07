import { type Checked, invalid, valid } from '../checked.ts';
import { compileMatcher, type LabelMatcher, type MatchOperator } from './label-matcher.ts';
import { lexSelector, type SelectorProblem, type Token } from './selector-lexer.ts';

/** All matchers must match. */
export type Selector = readonly LabelMatcher[];

const MAX_SELECTOR_LENGTH = 16_384;

/** Reads `{name="value", …}`, with an optional name before it. The reason is worded as Pyroscope's. */
export function parseSelector(text: string): Checked<Selector> {
  if (text.length > MAX_SELECTOR_LENGTH) {
    return invalid(`the label selector is longer than ${MAX_SELECTOR_LENGTH} characters`);
  }
  const parsed = parse(text);
  if (parsed.ok) return valid(parsed.matchers);
  const { position, message } = parsed.problem;
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  // Columns count bytes, as Prometheus' do.
  const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + 1;
  return invalid(`parsing label selector ${JSON.stringify(text)}: ${line}:${column}: parse error: ${message}`);
}

type Parsed =
  { readonly ok: true; readonly matchers: LabelMatcher[] } | { readonly ok: false; readonly problem: SelectorProblem };

function parse(text: string): Parsed {
  const lexed = lexSelector(text);
  if (!lexed.ok) return lexed;
  const tokens = lexed.tokens;
  const matchers: LabelMatcher[] = [];
  let position = 0;
  if (tokens[0]!.kind === 'identifier') {
    const named = addMatcher(matchers, tokens[0]!, '__name__', '=', tokens[0]!.text);
    if (named !== null) return named;
    position = 1;
    if (tokens[1]!.kind === 'end') return { ok: true, matchers };
  }
  if (tokens[position]!.kind !== 'left-brace') return unexpected(tokens[position]!, '');
  position++;
  while (tokens[position]!.kind !== 'right-brace') {
    const problem = readMatcher(tokens, position, matchers);
    if (problem !== null) return problem;
    position += tokens[position + 1]!.kind === 'operator' ? 3 : 1;
    const separator = tokens[position]!;
    if (separator.kind === 'comma') position++;
    else if (separator.kind !== 'right-brace') return unexpected(separator, 'label matching, expected "," or "}"');
  }
  const last = tokens[position + 1]!;
  return last.kind === 'end' ? { ok: true, matchers } : unexpected(last, '');
}

/** One `name="value"`, or a quoted metric name alone. */
function readMatcher(tokens: readonly Token[], position: number, matchers: LabelMatcher[]): Parsed | null {
  const name = tokens[position]!;
  if (name.kind !== 'identifier' && name.kind !== 'string') {
    return unexpected(name, 'label matching, expected identifier or "}"');
  }
  const operator = tokens[position + 1]!;
  if (operator.kind !== 'operator') {
    const alone = name.kind === 'string' && (operator.kind === 'comma' || operator.kind === 'right-brace');
    if (alone) return addMatcher(matchers, name, '__name__', '=', name.text);
    return unexpected(operator, 'label matching, expected label matching operator');
  }
  const value = tokens[position + 2]!;
  if (value.kind !== 'string') return unexpected(value, 'label matching, expected string');
  return addMatcher(matchers, value, name.text, operator.text as MatchOperator, value.text);
}

function addMatcher(
  matchers: LabelMatcher[],
  at: Token,
  name: string,
  operator: MatchOperator,
  value: string
): Parsed | null {
  const compiled = compileMatcher(name, operator, value);
  if (!compiled.ok) return { ok: false, problem: { position: at.start, message: compiled.message } };
  matchers.push(compiled.matcher);
  return null;
}

function unexpected(token: Token, context: string): Parsed {
  const where = context === '' ? '' : ` in ${context}`;
  return { ok: false, problem: { position: token.start, message: `unexpected ${describe(token)}${where}` } };
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'end of input';
  if (token.kind === 'identifier') return `identifier "${token.text}"`;
  if (token.kind === 'string') return `string ${JSON.stringify(token.raw)}`;
  return JSON.stringify(token.raw);
}
