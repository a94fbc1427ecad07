import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSelector } from './selector-text.ts';

test('a selector with a pattern that no engine takes is refused with the reason', () => {
  assert.deepEqual(readSelector('pod=~"a.*"'), { ok: true, selector: { pod: { op: '=~', value: 'a.*' } } });
  const outcome = readSelector('pod=~"("');
  assert.ok(!outcome.ok);
  assert.match(outcome.problem, /^has a wrong pattern for pod: /);
  assert.equal(readSelector('colour=red').ok, false);
});
