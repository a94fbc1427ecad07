import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDefaults } from '@meshprof/experiments';
import { FAKE_SPEC } from '../../experiment/run/fake-run-test-support.ts';
import { readSpec, specProblems } from './read-spec.ts';
import { specText } from './spec-command.ts';

test('the spec that is printed is one that `run` takes, and means the same', () => {
  const spec = { ...FAKE_SPEC, seed: 7 };
  const read = readSpec(specText(spec));
  assert.ok(read.ok);
  assert.deepEqual(specProblems(read.value), []);
  assert.deepEqual(read.value, withDefaults(spec));
});

test('what can be changed stands in it, but no seed that nobody chose', () => {
  const { seed: _, ...spec } = FAKE_SPEC;
  const text = specText(spec);
  for (const key of ['guards:', 'p99Factor:', 'deadManMs:', 'windowMs:']) assert.ok(text.includes(key), key);
  assert.ok(!text.includes('seed:'));
});
