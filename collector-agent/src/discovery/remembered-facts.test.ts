import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { readProcessStat } from './process-facts.ts';
import { RememberedFacts } from './remembered-facts.ts';

/** A shell that waits for SIGCONT and then becomes another program. */
async function startChanging(program: string): Promise<{ pid: number; change: () => Promise<void>; end: () => void }> {
  const child = spawn('/bin/sh', ['-c', 'kill -STOP $$; exec "$0" 60', program]);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  while (readProcessStat(pid)?.state !== 'T') await sleep(5);
  const change = async (): Promise<void> => {
    child.kill('SIGCONT');
    while (readProcessStat(pid)?.state !== 'S') await sleep(5);
  };
  return { pid, change, end: () => child.kill('SIGKILL') };
}

test('sees a new program at once by its name', async () => {
  const process = await startChanging('/bin/sleep');
  try {
    const facts = new RememberedFacts();
    assert.notEqual(facts.read([process.pid])[0]?.executable, 'sleep');
    await process.change();
    const [now] = facts.read([process.pid]);
    assert.equal(now?.executable, 'sleep');
    assert.equal(now?.stat.state, 'S');
  } finally {
    process.end();
  }
});

test('sees a new program of the same name a few looks later, and its state at once', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-'));
  // The kernel names a process after the path that was run, not after where a link leads.
  symlinkSync('/bin/sleep', path.join(folder, 'sh'));
  const process = await startChanging(path.join(folder, 'sh'));
  try {
    const facts = new RememberedFacts();
    const executables = [facts.read([process.pid])[0]?.executable];
    await process.change();
    assert.equal(facts.read([process.pid])[0]?.stat.state, 'S');
    for (let look = 0; look < 4; look++) executables.push(facts.read([process.pid])[0]?.executable);
    assert.notEqual(executables[0], 'sleep');
    assert.equal(executables.at(-1), 'sleep');
  } finally {
    process.end();
    rmSync(folder, { recursive: true });
  }
});

test('trusts a settled process for a few looks, where that is asked for, and a new one never', async () => {
  const process = await startChanging('/bin/sleep');
  try {
    const [settled, each] = [new RememberedFacts({ looksUntilSettled: 4 }), new RememberedFacts()];
    for (let look = 0; look < 5; look++) settled.read([process.pid]);
    const fresh = new RememberedFacts({ looksUntilSettled: 4 });
    for (const facts of [fresh, each]) assert.notEqual(facts.read([process.pid])[0]?.executable, 'sleep');
    await process.change();
    for (const facts of [fresh, each]) assert.equal(facts.read([process.pid])[0]?.executable, 'sleep');
    const later = Array.from({ length: 4 }, () => settled.read([process.pid])[0]?.executable);
    assert.notEqual(later[0], 'sleep');
    assert.equal(later.at(-1), 'sleep');
  } finally {
    process.end();
  }
});

test('what has not changed is the same object', () => {
  const facts = new RememberedFacts();
  const first = facts.read([process.ppid])[0];
  assert.equal(facts.read([process.ppid])[0]?.executable, first?.executable);
  const settled = new RememberedFacts({ looksUntilSettled: 1 });
  const seen = Array.from({ length: 3 }, () => settled.read([process.ppid])[0]);
  assert.equal(seen[2], seen[1]);
});

test('forgets who has ended', async () => {
  const child = spawn('/bin/sleep', ['60']);
  await once(child, 'spawn');
  const facts = new RememberedFacts();
  assert.equal(facts.read([child.pid ?? 0]).length, 1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual(facts.read([child.pid ?? 0]), []);
});
