import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { readProcessStat } from '../discovery/process-facts.ts';
import { createIdentityTracker } from './identity-tracker.ts';

const surroundings = { nodeIdentity: { node: 'n1', cluster: 'c1' } };

test('remembers a process that has ended', async () => {
  const child = spawn('/bin/sleep', ['60']);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  await sleep(30);
  const tracker = createIdentityTracker({ surroundings, firstPid: pid });
  child.kill('SIGKILL');
  await once(child, 'exit');
  tracker.refresh([pid]);
  assert.deepEqual(tracker.of(pid).process, 'sleep');
  assert.equal(tracker.of(pid).node, 'n1');
});

test('follows a process into the program it becomes', async () => {
  const child = spawn('/bin/sh', ['-c', 'kill -STOP $$; exec /bin/sleep 60']);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  try {
    while (readProcessStat(pid)?.state !== 'T') await sleep(5);
    const tracker = createIdentityTracker({ surroundings, firstPid: pid, launchedProgram: 'sleep-to-be' });
    // Before it runs, and if it ends too fast to be seen again, it has the name of what it is about to run.
    assert.equal(tracker.of(pid).service, 'sleep-to-be');
    assert.equal(tracker.of(pid).executablePath, undefined);
    child.kill('SIGCONT');
    while (readProcessStat(pid)?.comm !== 'sleep') await sleep(5);
    tracker.refresh([pid]);
    assert.equal(tracker.of(pid).process, 'sleep');
    assert.match(tracker.of(pid).executablePath ?? '', /\/sleep$/);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a process nobody saw is named by its thread and placed with the first', () => {
  const tracker = createIdentityTracker({ surroundings, firstPid: process.pid });
  const identity = tracker.of(0x7fff_fff0, 'cu\nrl');
  assert.deepEqual(
    { pid: identity.pid, process: identity.process, service: identity.service, cluster: identity.cluster },
    { pid: 0x7fff_fff0, process: 'cu�rl', service: 'cu�rl', cluster: 'c1' }
  );
  assert.equal(tracker.of(0x7fff_fff1).process, 'exited-process');
});
