import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { at } from '../../harness/project.ts';
import { ARM64_BUILD, cannotBuild, cannotRun, makeNativeForArm64, runForArm64 } from './build-native.ts';
import { arm64Sysroot } from './sysroot.ts';

/** What `make` makes, and which of it runs unit tests. Those of symbols start a confined reader, which this emulator cannot. */
const TARGETS = ['all', 'unwind-test', 'session-test'];
const TEST_PROGRAMS = ['unwind/unwind-test', 'session/session-test'];

describe('native/ for arm64', { skip: cannotBuild(), timeout: 3_600_000 }, () => {
  let sysroot = '';
  before(async () => {
    sysroot = await arm64Sysroot();
    await makeNativeForArm64(sysroot, TARGETS);
  });

  test('addon, reader and symbols tool are built', () => {
    for (const name of ['meshprof.node', 'meshprof-reader', 'meshprof-symbols']) {
      const headers = execFileSync('readelf', ['-h', at('native', ARM64_BUILD, name)], { encoding: 'utf8' });
      assert.match(headers, /Machine:\s+AArch64/, name);
    }
  });

  for (const program of TEST_PROGRAMS) {
    test(`${program} passes in an emulator of user space`, { skip: cannotRun() }, async (context) => {
      const { stdout, stderr } = await runForArm64(sysroot, program);
      const lines = stdout.split('\n');
      const failed = lines.filter((line) => line.startsWith('not ok'));
      assert.deepEqual(failed, [], stderr.slice(-2000));
      const passed = lines.filter((line) => line.startsWith('ok'));
      const skipped = passed.filter((line) => line.includes('# SKIP'));
      context.diagnostic(`${passed.length - skipped.length} passed, ${skipped.length} skipped`);
      assert.ok(passed.length > 10, stderr.slice(-2000));
    });
  }
});
