import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';

it('promtool accepts prometheus.yml', () => {
  const file = join(import.meta.dirname, 'prometheus.yml');
  const output = execFileSync('promtool', ['check', 'config', file], { encoding: 'utf8' });
  assert.match(output, /SUCCESS/);
});
