import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSelectorText, writeSelectorText } from './selector-text.ts';

function read(text: string) {
  const outcome = readSelectorText(text);
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.selector;
}

test('selectors are read as Prometheus writes them, and with less', () => {
  assert.deepEqual(read('{pod=~"checkout-.*", role!="gateway"}'), {
    pod: { op: '=~', value: 'checkout-.*' },
    role: { op: '!=', value: 'gateway' },
  });
  assert.deepEqual(read(' service.name = checkout , namespace="a \\"b\\", c" '), {
    'service.name': { op: '=', value: 'checkout' },
    namespace: { op: '=', value: 'a "b", c' },
  });
  assert.deepEqual(read('service_name="checkout",'), { 'service.name': { op: '=', value: 'checkout' } });
  assert.deepEqual(read('pod=""'), { pod: { op: '=', value: '' } });
});

test('what is no selector is told from where on', () => {
  for (const [text, problem] of [
    ['', /^is empty/],
    ['{}', /^is empty/],
    ['pod', /^cannot be read from "pod" on/],
    ['pod="a" node="b"', /^cannot be read from "pod=/],
    ['pod="a', /^cannot be read/],
    ['pod==a', /^cannot be read/],
    ['colour="red"', /^has the label colour; known are service\.name/],
    ['pod="a",pod="b"', /^has pod twice/],
    [`pod=${' '.repeat(2_000)}"`, /^cannot be read/],
  ] as const) {
    const outcome = readSelectorText(text);
    assert.ok(!outcome.ok, text);
    assert.match(outcome.problem, problem);
  }
});

test('what is written reads back, whatever is in a value', () => {
  const value = 'a "b", c\\d{=~}\n';
  const text = writeSelectorText({ process_pid: 7, 'service.name': { op: '!~', value }, node: 'n' });
  assert.deepEqual(read(text), {
    'service.name': { op: '!~', value },
    node: { op: '=', value: 'n' },
    process_pid: { op: '=', value: '7' },
  });
});
