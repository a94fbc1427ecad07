import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneLine, problemOf } from './problem-text.ts';

test('a problem document is its title and detail, its code, and the fields that the detail does not tell', () => {
  const errors = [
    { path: '/a', message: 'is required' },
    { path: '/b', message: 'the detail' },
  ];
  const text = JSON.stringify({ title: 'T', detail: 'the detail', code: 'c', errors });
  assert.deepEqual(problemOf(text), { detail: 'T: the detail', code: 'c', fields: ['/a is required'] });
});

test('anything else is no problem document, and no error', () => {
  for (const text of ['', '<html>', 'null', '[]', '7', '{"title":1,"code":{}}', '{"errors":[null,{"path":1}]}']) {
    assert.deepEqual(problemOf(text), { fields: [] }, text);
  }
});

test('what it says keeps to one line and to a length', () => {
  assert.equal(oneLine('a\n\u001b[31mb\u2028c', 100), 'a [31mb c');
  assert.equal(oneLine('x'.repeat(1_000), 500).length, 500);
});
