import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSelector } from './selector.ts';

function matches(selector: string, labels: Record<string, string>): boolean {
  const parsed = parseSelector(selector);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
  return parsed.value.every((matcher) => matcher.matches(labels[matcher.name] ?? ''));
}

const LABELS = {
  service_name: 'checkout',
  pod: 'checkout-7f',
  'k8s.pod.name': 'x',
  text: 'a"b\\c\nd',
  __name__: 'cpu',
};

const TABLE: [selector: string, expected: boolean][] = [
  ['{}', true],
  ['{ }', true],
  ['{service_name="checkout"}', true],
  ["{service_name='checkout',}", true],
  ['{service_name=`checkout`}', true],
  [' { service_name = "checkout" , pod != "other" } ', true],
  ['{service_name="check"}', false],
  ['{service_name=~"check"}', false],
  ['{service_name=~"check.*"}', true],
  ['{service_name=~"a|check.*"}', true],
  ['{service_name!~"check.*"}', false],
  ['{service_name!~"check"}', true],
  ['{service_name!=""}', true],
  ['{absent=""}', true],
  ['{absent!=""}', false],
  ['{absent=~".*"}', true],
  ['{absent=~".+"}', false],
  ['{"k8s.pod.name"="x"}', true],
  ['cpu{pod="checkout-7f"}', true],
  ['cpu', true],
  ['memory', false],
  ['{"cpu"}', true],
  ['{text="a\\"b\\\\c\\nd"}', true],
  ['{text="a\\x22b\\u005cc\\012d"}', true],
  ['{text=~"a.b.c.d"}', true],
  ['{text=~`a"b\\\\c\\nd`}', true],
];

for (const [selector, expected] of TABLE) {
  test(`${JSON.stringify(selector)} ${expected ? 'selects' : 'leaves out'}`, () => {
    assert.equal(matches(selector, LABELS), expected);
  });
}

const BAD: [selector: string, message: string][] = [
  ['{bad', '1:5: parse error: unexpected end of input inside braces'],
  ['{', '1:2: parse error: unexpected end of input inside braces'],
  ['{a}', '1:3: parse error: unexpected "}" in label matching, expected label matching operator'],
  ['{a=}', '1:4: parse error: unexpected "}" in label matching, expected string'],
  ['{a=b}', '1:4: parse error: unexpected identifier "b" in label matching, expected string'],
  ['{a="b" c="d"}', '1:8: parse error: unexpected identifier "c" in label matching, expected "," or "}"'],
  ['{,}', '1:2: parse error: unexpected "," in label matching, expected identifier or "}"'],
  ['{a="b}', '1:4: parse error: unterminated quoted string'],
  ['{a=`b}', '1:4: parse error: unterminated raw string'],
  ['{a!"b"}', `1:3: parse error: unexpected character after '!' inside braces: '"'`],
  ['{a="\\q"}', "1:4: parse error: unknown escape sequence U+0071 'q'"],
  ['{a="\\xZZ"}', "1:4: parse error: illegal character U+005A 'Z' in escape sequence"],
  ['{a="\\uD800"}', '1:4: parse error: escape sequence is an invalid Unicode code point'],
  ['{{a="b"}}', "1:2: parse error: unexpected left brace '{'"],
  ['{a="b"}x', '1:8: parse error: unexpected identifier "x"'],
  ['{é="b"}', "1:2: parse error: unexpected character inside braces: 'é'"],
];

for (const [selector, message] of BAD) {
  test(`${JSON.stringify(selector)} is refused`, () => {
    const parsed = parseSelector(selector);
    assert.ok(!parsed.ok);
    assert.equal(parsed.reason, `parsing label selector ${JSON.stringify(selector)}: ${message}`);
  });
}

test('a bad regular expression is refused with its place', () => {
  for (const pattern of ['(', '[a', 'a{2000}', '*']) {
    const parsed = parseSelector(`{a=~"${pattern}"}`);
    assert.ok(!parsed.ok);
    assert.match(parsed.reason, /1:5: parse error: error parsing regexp/);
  }
  const long = parseSelector(`{a=~"${'x'.repeat(5000)}"}`);
  assert.ok(!long.ok);
  const whole = parseSelector(`{a="${'x'.repeat(20_000)}"}`);
  assert.ok(!whole.ok);
});

test('a pattern that ruins a backtracking engine is matched in linear time', () => {
  const value = `${'a'.repeat(50_000)}b`;
  assert.equal(matches('{v=~"(a*)*c"}', { v: value }), false);
  assert.equal(matches('{v=~"(a|aa)+b"}', { v: value }), true);
});

test('a position counts bytes and lines', () => {
  const parsed = parseSelector('{a="é",\nb="ü" c}');
  assert.ok(!parsed.ok);
  assert.match(parsed.reason, /: 2:8: parse error/);
});
