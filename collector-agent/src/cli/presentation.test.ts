import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatCount, formatSeconds, formatShare } from './quantity.ts';
import { formatTable } from './table.ts';

test('a table is aligned, without blanks at the ends of lines', () => {
  const rows = [
    ['1', 'envoy', ''],
    ['12345', 'ünï', 'x'],
  ];
  assert.equal(
    formatTable([{ title: 'PID', align: 'right' }, { title: 'NAME' }, { title: 'NOTE' }], rows),
    '  PID  NAME   NOTE\n    1  envoy\n12345  ünï    x\n'
  );
});

test('quantities for people', () => {
  assert.deepEqual([12e9, 1.234e9, 99.9e6, 1_500].map(formatSeconds), ['12.0 s', '1.23 s', '99.90 ms', '1.5 µs']);
  assert.deepEqual([0, 1023, 1536, 8 * 2 ** 20, 300 * 2 ** 20].map(formatBytes), [
    '0 B',
    '1023 B',
    '1.5 KiB',
    '8.0 MiB',
    '300 MiB',
  ]);
  assert.equal(formatCount(1234567), '1,234,567');
  assert.equal(formatShare(1, 3), '33.3 %');
  assert.equal(formatShare(0, 0), '-');
});
