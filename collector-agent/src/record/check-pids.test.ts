import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { readProcessStat } from '../discovery/process-facts.ts';
import { checkPids } from './check-pids.ts';

test('a running process is fine', () => {
  assert.equal(checkPids([process.pid, process.ppid]), undefined);
});

test('an unknown pid', () => {
  assert.deepEqual(checkPids([process.pid, 0x7fff_fff0]), {
    exit: 'unknownPid',
    message: 'no process with pid 2147483632 is running',
  });
});

test('a thread is pointed to its process', () => {
  const thread = readdirSync('/proc/self/task').find((tid) => tid !== String(process.pid));
  assert.deepEqual(checkPids([Number(thread)]), {
    exit: 'unknownPid',
    message: `${thread} is a thread of process ${process.pid}; use --pid ${process.pid}`,
  });
});

test('a process that has exited but is not yet reaped', async () => {
  // The shell prints its child's pid and becomes, before that one ends, a program that never waits for it.
  const shell = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString().trim());
    while (readProcessStat(pid)?.state !== 'Z') await sleep(5);
    assert.deepEqual(checkPids([pid]), { exit: 'exitedPid', message: `process ${pid} has already exited` });
  } finally {
    shell.kill('SIGKILL');
  }
});
