import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { EXIT_CODES } from './exit-codes.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

function meshprof(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A failure is one sentence on standard error and nothing on standard output. */
function assertFails(args: readonly string[], status: number, message: RegExp): void {
  const result = meshprof(...args);
  assert.equal(result.status, status, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, message);
  assert.match(result.stderr, /^meshprof: [^\n]+\n$/);
}

test('bad options', () => {
  assertFails(['record', '--oputput', 'x'], EXIT_CODES.usage, /unknown option '--oputput' \(Did you mean --output\?\)/);
  assertFails(['record', '--pid', '1', '--output', 'x.json'], EXIT_CODES.usage, /--output must end in/);
  assertFails(['record', '--pid', '1', '--output', 'x.otlp', '--frequency', '1000'], EXIT_CODES.usage, /--frequency/);
  assertFails(['recrod'], EXIT_CODES.usage, /unknown command 'recrod' \(Did you mean record\?\)/);
  assertFails(['agent', '--max-sessions', '0'], EXIT_CODES.usage, /--max-sessions must be >= 1/);
});

test('an unknown pid', () => {
  assertFails(
    ['record', '--pid', '2147483647', '--output', '/tmp/x.otlp'],
    EXIT_CODES.unknownPid,
    /no process with pid/
  );
});

test('help and version are no failures', () => {
  assert.equal(meshprof('--help').status, EXIT_CODES.ok);
  assert.match(meshprof('--version').stdout, /^\d+\.\d+\.\d+\n$/);
  assert.match(meshprof('record', '--help').stdout, /--duration/);
});

test('targets as JSON has the fields that scripts read', () => {
  const { status, stdout } = meshprof('targets', '--json');
  assert.equal(status, EXIT_CODES.ok);
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  assert.deepEqual(Object.keys(rows[0] ?? {}), [
    'pid',
    'service',
    'role',
    'container',
    'verdict',
    'reasonCode',
    'reason',
  ]);
});

test('check as JSON has the fields that scripts read, and its exit code says the same', () => {
  const { status, stdout } = meshprof('check', '--json');
  const rows = JSON.parse(stdout) as { id: string; met: boolean; remedy: string }[];
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), ['id', 'met', 'remedy']);
    assert.equal(row.remedy === '', row.met, row.id);
  }
  const optional = ['kernel-symbols', 'cgroup'];
  const allMet = rows.every(({ id, met }) => met || optional.includes(id));
  assert.equal(status, allMet ? EXIT_CODES.ok : EXIT_CODES.kernelFeatureMissing);
});
