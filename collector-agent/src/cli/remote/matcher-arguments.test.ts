import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSelector, parseMatchers } from './matcher-arguments.ts';

test('conditions are read as Prometheus writes them', () => {
  assert.deepEqual(parseMatchers(['service.name=cart', 'pod=~web-.*', 'role!=gateway', 'node!~a|b']), {
    'service.name': 'cart',
    pod: { op: '=~', value: 'web-.*' },
    role: { op: '!=', value: 'gateway' },
    node: { op: '!~', value: 'a|b' },
  });
});

test('a value may hold anything, an operator too', () => {
  assert.deepEqual(parseMatchers(['container=a=b', 'pod=']), { container: 'a=b', pod: '' });
  assert.deepEqual(parseMatchers(['process==~x']), { process: '=~x' });
});

test('what is printed reads back as the same', () => {
  const typed = ['service.name=cart', 'pod=~web-.*', 'role!=gateway'];
  assert.deepEqual(parseMatchers(formatSelector(parseMatchers(typed)).split(' ')), parseMatchers(typed));
});

test('a label that is given twice would hide one of its conditions', () => {
  assert.throws(() => parseMatchers(['pod=a', 'pod=b']), /pod is given twice/);
});
