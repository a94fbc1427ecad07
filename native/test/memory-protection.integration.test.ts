// Who has loaded the addon has memory that is nobody else's: no core dump, and no look at it for other processes of the
// same user.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { beforeItEnds } from './before-it-ends.ts';

const NOBODY = 65534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'] as const;
const ADDON = path.join(import.meta.dirname, '../build/meshprof.node');

/** With a core file as large as it likes to be, in a folder that goes away. Prints whether one was dumped. */
const DIE_AND_TELL = `
import os, resource, signal, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
pid = os.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
print(os.WCOREDUMP(os.waitpid(pid, 0)[1]))
`;
const DIE = 'process.kill(process.pid, "SIGQUIT"); setTimeout(() => {}, 60_000)';

describe('memory of a process with the addon', { skip: process.getuid?.() !== 0 && 'needs root' }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-memory-'));
  const addon = path.join(folder, 'meshprof.node');
  const node = path.join(folder, 'node');
  before(() => {
    // Where another user may read them, wherever the project lies.
    copyFileSync(ADDON, addon);
    copyFileSync(process.execPath, node);
    for (const file of [folder, addon, node]) chmodSync(file, 0o755);
  });
  after(() => rmSync(folder, { recursive: true }));

  const load = `require(${JSON.stringify(addon)});`;

  async function idle(script: string): Promise<ChildProcess> {
    const [file, ...args] = [...AS_NOBODY, node, '-e', `${script} console.log("ready"); setInterval(() => {}, 1e6)`];
    // Node looks for a package.json where it starts, which nobody may not read in root's home.
    const child = spawn(file, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    await beforeItEnds(child, once(child.stdout, 'data'));
    return child;
  }

  /** Of the same user, without any capability. */
  function maySee(pid: number | undefined): boolean {
    const [file, ...args] = [...AS_NOBODY, 'head', '-c1', `/proc/${pid}/environ`];
    return spawnSync(file, args).status === 0;
  }

  test('processes of the same user do not see it', async () => {
    const bare = await idle('');
    const loaded = await idle(load);
    try {
      assert.equal(maySee(bare.pid), true, 'they see others');
      assert.equal(maySee(loaded.pid), false);
    } finally {
      bare.kill('SIGKILL');
      loaded.kill('SIGKILL');
    }
  });

  test('it is not dumped', (t) => {
    const dumps = (script: string) =>
      spawnSync('python3', ['-c', DIE_AND_TELL, node, '-e', `${script} ${DIE}`], {
        cwd: folder,
        encoding: 'utf8',
      }).stdout.trim();
    if (dumps('') !== 'True') return t.skip('this machine dumps no cores at all');
    assert.equal(dumps(load), 'False');
  });

  test('a service takes the limit of core files from the programs that it starts', () => {
    const script = `${load} require(${JSON.stringify(addon)}).protectMemory();
      process.stdout.write(require('node:child_process').execFileSync('sh', ['-c', 'ulimit -c']))`;
    const run = spawnSync('sh', ['-c', 'ulimit -c unlimited; exec "$@"', 'sh', node, '-e', script], {
      encoding: 'utf8',
    });
    assert.equal(run.stdout.trim(), '0', run.stderr);
  });
});
