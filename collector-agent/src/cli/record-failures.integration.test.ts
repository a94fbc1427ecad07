import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { readProcessStat } from '../discovery/process-facts.ts';
import { cannotProfile } from '../testing/can-profile.ts';
import { type Finished, runMeshprof } from '../testing/meshprof-process.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** One sentence on standard error, nothing on standard output, no stack trace. */
function assertFailed({ status, stdout, stderr }: Finished, exit: number, message: RegExp): void {
  assert.equal(status, exit, stderr);
  assert.equal(stdout, '');
  const sentence = stderr.replace(/^meshprof: recording pid .*\n/, '');
  assert.match(sentence, /^meshprof: [^\n]+\n$/);
  assert.match(sentence, message);
}

describe('meshprof record refuses', { skip: cannotProfile(), timeout: 240_000 }, () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'meshprof-refusal-'))));
  after(() => rmSync(folder, { recursive: true }));

  const record = (pid: number, output = path.join(folder, 'x.otlp')): Promise<Finished> =>
    runMeshprof(['record', '--pid', String(pid), '--duration', '200ms', '--output', output]);

  test('a pid that nobody has, and one whose process is gone', async () => {
    assertFailed(await record(0x7fff_fff0), EXIT_CODES.unknownPid, /no process with pid 2147483632 is running/);
    const gone = spawn('true');
    await once(gone, 'exit');
    assertFailed(await record(gone.pid ?? 0), EXIT_CODES.unknownPid, /no process with pid \d+ is running/);
  });

  test('a process that has exited', async () => {
    const shell = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(shell.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      while (readProcessStat(pid)?.state !== 'Z') await sleep(5);
      assertFailed(await record(pid), EXIT_CODES.exitedPid, /process \d+ has already exited/);
    } finally {
      shell.kill('SIGKILL');
    }
  });

  test('a user without rights, and says which are missing', async (context) => {
    const options = { prefix: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] };
    const [setpriv = '', ...args] = [...options.prefix, 'test', '-r', import.meta.filename];
    if (spawnSync(setpriv, args).status !== 0) return context.skip('user nobody cannot enter the folder of this clone');
    chmodSync(folder, 0o777);
    const output = path.join(folder, 'x.otlp');
    const result = await runMeshprof(['record', '--pid', String(process.pid), '--output', output], options);
    assertFailed(result, EXIT_CODES.noPermission, /needs root or CAP_BPF, CAP_PERFMON, CAP_SYS_PTRACE/);
    const check = await runMeshprof(['check', '--json'], options);
    assert.equal(check.status, EXIT_CODES.kernelFeatureMissing);
    const rows = JSON.parse(check.stdout) as { id: string; met: boolean; remedy: string }[];
    assert.match(rows.find(({ id }) => id === 'privileges')?.remedy ?? '', /Run as root/);
    const targets = JSON.parse((await runMeshprof(['targets', '--json'], options)).stdout) as { reasonCode: string }[];
    assert.ok(targets.every(({ reasonCode }) => reasonCode !== 'profilable'));
  });

  test('a program that does not exist', async () => {
    const output = ['--output', path.join(folder, 'x.otlp')];
    const result = await runMeshprof(['record', ...output, '--', 'no-such-program']);
    assertFailed(result, EXIT_CODES.usage, /cannot run no-such-program: there is no such program/);
  });

  test('a full disk, and leaves no part of a file', async (context) => {
    const mount = path.join(folder, 'small');
    execFileSync('mkdir', [mount]);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount]).status !== 0) {
      return context.skip('no tmpfs can be mounted here');
    }
    try {
      fillDisk(path.join(mount, 'ballast'));
      const target = spawn('sleep', ['60']);
      try {
        const output = path.join(mount, 'x.otlp');
        assertFailed(await record(target.pid ?? 0, output), EXIT_CODES.output, /cannot write .*: the disk is full/);
        assert.deepEqual(readdirSync(mount), ['ballast']);
      } finally {
        target.kill('SIGKILL');
      }
    } finally {
      execFileSync('umount', [mount]);
    }
  });
});

function fillDisk(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(4096));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  } finally {
    closeSync(descriptor);
  }
}
