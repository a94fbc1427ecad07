import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

const NATIVE_DIR = join(import.meta.dirname, '..');

/** Builds a target of native/Makefile (a moment where nothing changed). Test files run side by side, make must not. */
export function makeNative(target: string): void {
  const lock = join(NATIVE_DIR, 'Makefile');
  execFileSync('flock', [lock, 'make', '-s', '-j2', '-C', NATIVE_DIR, target], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** One test for each case of a test program in C++, which prints TAP. */
export function testCasesOf(program: string, atLeast: number): void {
  test(`all cases of ${program}`, async (t: TestContext) => {
    const { stdout, stderr, status } = spawnSync(join(NATIVE_DIR, program), { encoding: 'utf8', cwd: NATIVE_DIR });
    const results = stdout.split(/\n(?=ok|not ok)/).slice(1);
    assert.ok(results.length >= atLeast || status !== 0, 'the program ran its cases');
    for (const result of results) {
      const [, ok, name = '', reason] = /^(ok|not ok) \d+ - ([^#\n]*)(?:# SKIP (.*))?/.exec(result) ?? [];
      await t.test(name.trim(), { skip: reason ?? false }, () => assert.equal(ok, 'ok', result));
    }
    assert.equal(status, 0, stderr);
  });
}
