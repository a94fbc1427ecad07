import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { readProcessFacts } from '../discovery/process-facts.ts';
import { launchStopped } from './launch.ts';

test('a program waits before its first instruction, runs when told, and its status is known', async () => {
  const launched = await launchStopped(['sh', '-c', 'exit 7']);
  assert.ok(launched.ok);
  const { program } = launched;
  assert.equal(program.name, 'sh');
  assert.equal(readProcessFacts(program.pid)?.stat.state, 'T');
  program.resume();
  assert.deepEqual(await program.exited, { code: 7, signal: null });
});

test('keeps the program’s arguments as they are', async () => {
  const launched = await launchStopped([
    'sh',
    '-c',
    'test "$1" = "a b" && test "$2" = "\'; exit 9"',
    'sh',
    'a b',
    "'; exit 9",
  ]);
  assert.ok(launched.ok);
  launched.program.resume();
  assert.deepEqual(await launched.program.exited, { code: 0, signal: null });
});

test('ends a program that was never resumed, and one that ignores SIGTERM', async () => {
  const stopped = await launchStopped(['sleep', '600']);
  assert.ok(stopped.ok);
  assert.deepEqual(await stopped.program.end(), { code: null, signal: 'SIGTERM' });
  const stubborn = await launchStopped(['sh', '-c', 'trap "" TERM; while :; do sleep 1; done']);
  assert.ok(stubborn.ok);
  stubborn.program.resume();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(await stubborn.program.end(), { code: null, signal: 'SIGKILL' });
});

test('a program that does not exist is a sentence', async () => {
  assert.deepEqual(await launchStopped(['no-such-program-here']), {
    ok: false,
    message: 'cannot run no-such-program-here: there is no such program',
  });
  // A file without the execute bit.
  assert.equal((await launchStopped([fileURLToPath(import.meta.url)])).ok, false);
  assert.equal((await launchStopped(['/tmp'])).ok, false);
});
