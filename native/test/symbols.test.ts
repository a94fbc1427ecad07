import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { buildSymbolsTests, symbolsBuildPath } from './symbols-build.ts';

before(buildSymbolsTests);

describe('symbols in C++', () => {
  test('all cases of the test program', async (t) => {
    const { stdout, stderr, status } = spawnSync(symbolsBuildPath('symbols-test'), { encoding: 'utf8' });
    const results = stdout.split(/\n(?=ok|not ok)/).slice(1);
    assert.ok(results.length > 30 || status !== 0, 'the program ran its cases');
    for (const result of results) {
      const [, ok, name = '', reason] = /^(ok|not ok) \d+ - ([^#\n]*)(?:# SKIP (.*))?/.exec(result) ?? [];
      await t.test(name.trim(), { skip: reason ?? false }, () => assert.equal(ok, 'ok', result));
    }
    assert.equal(status, 0, stderr);
  });
});
