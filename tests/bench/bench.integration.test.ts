import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';

const bench = (...args: string[]) => run([process.execPath, at('tests', 'bench', 'main.ts'), ...args]);

test('the cheapest benches run to their tables', async () => {
  const { code, stdout, stderr } = await bench('--quick', '--only', 'losses,exact,switch');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^## Losses$/m);
  // What is measured is not asserted but that something was: a session that sees nothing looks cheap.
  assert.match(stdout, /on CPU [1-9][\d,]* of [1-9][\d,]* samples kept/);
  assert.match(stdout, /^\| C\+\+, frame pointers .*% \(/m);
  assert.match(stdout, /^\| Pipe ping-pong .*ns added a switch/m);
});

test('numbers that must not be published are refused', async () => {
  const quick = await bench('--quick', '--write');
  assert.equal(quick.code, 2);
  assert.match(quick.stderr, /--quick measures too little/);
  const unknown = await bench('--only', 'wrong');
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /--only takes names of whole, /);
});
