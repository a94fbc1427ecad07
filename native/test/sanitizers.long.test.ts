// The tests in C++ with ThreadSanitizer, and sessions of the real addon with AddressSanitizer and UBSan in Node itself.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { makeNative } from './tap-program.ts';

const NATIVE_DIR = join(import.meta.dirname, '..');
/** Of one file; the slowest takes two minutes. */
const HANG_LIMIT_MS = 20 * 60_000;
const isRoot = process.getuid?.() === 0;

describe('ThreadSanitizer', () => {
  before(() => makeNative('tsan'));

  for (const program of ['symbols-test', 'unwind-test', 'session-test']) {
    test(program, () => {
      // Without randomised addresses: GCC 12's runtime knows fewer of them than newer kernels give.
      const run = spawnSync('setarch', ['-R', join(NATIVE_DIR, 'build', 'tsan', program)], {
        cwd: NATIVE_DIR,
        encoding: 'utf8',
        env: { ...process.env, TSAN_OPTIONS: 'halt_on_error=1' },
      });
      assert.equal(run.status, 0, `${run.stdout.slice(-4_000)}${run.stderr.slice(-20_000)}`);
      assert.doesNotMatch(run.stderr, /ThreadSanitizer/);
      assert.match(run.stdout, /^ok \d+ /m);
    });
  }
});

/** Sessions of every kind: on and off CPU, wakers, page faults, several at once, ends of targets, losses. */
const SESSIONS = [
  'session-lifecycle',
  'several-sessions',
  'processes',
  'wakers',
  'page-faults',
  'losses',
  'symbol-names',
  'reader',
];

describe('AddressSanitizer and UBSan in the addon', { skip: !isRoot && 'needs root' }, () => {
  let runtime: string;
  before(() => {
    makeNative('asan-addon');
    runtime = execFileSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim();
  });

  for (const name of SESSIONS) {
    test(`${name}.integration.test.ts`, () => {
      const run = spawnSync('unshare', ['--mount', 'sh', '-c', WITH_SANITIZED_ADDON, 'sh', ...nodeTest(name)], {
        cwd: NATIVE_DIR,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        timeout: HANG_LIMIT_MS,
        env: {
          ...process.env,
          ASAN_RUNTIME: runtime,
          // Node itself leaks at its end, by intent.
          ASAN_OPTIONS: 'detect_leaks=0:halt_on_error=1',
          UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
        },
      });
      const output = `${run.stdout}${run.stderr}`;
      assert.doesNotMatch(output, /AddressSanitizer|runtime error/, output.slice(-20_000));
      assert.equal(run.status, 0, output.slice(-20_000));
    });
  }
});

/** In a mount namespace of its own, where the addon is another file: nothing in the product knows of it. */
const WITH_SANITIZED_ADDON =
  'mount --bind build/asan/meshprof.node build/meshprof.node && LD_PRELOAD=$ASAN_RUNTIME exec "$@"';

/** Programs that the test starts are not to be sanitized, since they are measured; those with the addon are (addon-env.ts). */
function nodeTest(name: string): string[] {
  const withoutPreload =
    'data:text/javascript,process.env.MESHPROF_ADDON_PRELOAD = process.env.LD_PRELOAD; delete process.env.LD_PRELOAD';
  return [process.execPath, '--import', withoutPreload, join(NATIVE_DIR, 'test', `${name}.integration.test.ts`)];
}
