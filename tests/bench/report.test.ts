import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageWith, type Section, tableOf } from './report.ts';

const section = (title: string, got: string): Section => ({
  title,
  machine: 'measured today.',
  command: `npm run bench -- --only ${title}`,
  rows: [{ what: 'a', goal: 'b', got, how: 'd' }],
});

test('an error text of another program cannot end a cell or the table', () => {
  const table = tableOf([{ what: 'a', goal: 'b', got: 'x | y\n  z', how: 'd' }]);
  assert.equal(table.split('\n').length, 3);
  assert.match(table, /\| x \\\| y ⏎ z \| — \|/);
});

test('a part measured anew replaces its section and leaves the others, in order', () => {
  const page = pageWith('# Head\n\n<!-- table -->\n', [section('Two', 'old'), section('One', 'kept')], ['One', 'Two']);
  const again = pageWith(page, [section('Two', 'new')], ['One', 'Two', 'Three']);
  assert.match(again, /^# Head\n\n<!-- table -->\n\n## One\n/);
  assert.ok(again.indexOf('kept') < again.indexOf('## Two'));
  assert.match(again, /new/);
  assert.doesNotMatch(again, /old/);
});

test('the section of a bench that is no more is dropped', () => {
  const page = pageWith('<!-- table -->', [section('Gone', 'x'), section('One', 'y')], ['Gone', 'One']);
  assert.doesNotMatch(pageWith(page, [], ['One']), /Gone/);
});
