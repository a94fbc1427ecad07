import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldThreadName, MAX_THREAD_LABELS, OTHER_THREADS, ThreadLabels } from './thread-label.ts';

test('folds numbers, so that a pool of threads is one label', () => {
  assert.equal(foldThreadName('wrk:worker_12'), 'wrk:worker_N');
  assert.equal(foldThreadName('kworker/3:1'), 'kworker/N:N');
  assert.equal(foldThreadName('main'), 'main');
  assert.equal(foldThreadName('bad\nname\u0007'), 'bad\ufffdname\ufffd');
});

test('a process that renames its threads for ever fills a bounded number of labels', () => {
  const labels = new ThreadLabels();
  const name = (i: number): string => 'x'.repeat(i + 1);
  const given = new Set(Array.from({ length: 1000 }, (_, i) => labels.labelOf(name(i % 200))));
  assert.equal(given.size, MAX_THREAD_LABELS + 1);
  assert.ok(given.has(OTHER_THREADS));
  assert.equal(labels.labelOf(name(0)), name(0), 'known names keep their label');
});

test('a thread without a known name has no label', () => {
  assert.equal(new ThreadLabels().labelOf(undefined), '');
});
