import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BENCHES } from './benches.ts';

test('every bench has a name and a section of its own: one would replace the other on the page', () => {
  for (const key of ['name', 'section'] as const) {
    const seen = BENCHES.map((bench) => bench[key]);
    assert.deepEqual(
      seen.filter((text, index) => seen.indexOf(text) !== index),
      [],
      `the same ${key} twice`
    );
  }
});
