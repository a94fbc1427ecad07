import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { takeLease } from './target-lease.ts';

const ADMIN = 'http://127.0.0.1:9901';

describe('the lease of a target', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'meshprof-lease-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  const release = (lease: ReturnType<typeof takeLease>) => {
    assert.equal(lease.kind, 'held');
    if (lease.kind === 'held') lease.release();
  };
  const inAnotherProcess = (target: object) => {
    const module = fileURLToPath(new URL('./target-lease.ts', import.meta.url));
    const script = `import { takeLease } from ${JSON.stringify(module)};
      console.log(JSON.stringify(takeLease(${JSON.stringify(target)}, 'other', ${JSON.stringify(root)})));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as { kind: string; owner?: string };
  };

  it('is one process’s at a time, and says whose', () => {
    const lease = takeLease({ adminUrl: ADMIN }, 'first', root);
    assert.deepEqual(inAnotherProcess({ adminUrl: ADMIN }), {
      kind: 'taken',
      owner: `experiment first in process ${process.pid}`,
    });
    assert.equal(inAnotherProcess({ adminUrl: 'http://127.0.0.1:9902' }).kind, 'held');
    release(lease);
    assert.equal(inAnotherProcess({ adminUrl: ADMIN }).kind, 'held');
  });

  it('of a workload is of its proxy too, however that is named', () => {
    const istio = { namespace: 'shop', workload: 'cart', adminUrl: ADMIN };
    const lease = takeLease(istio, 'first', root);
    assert.equal(inAnotherProcess({ adminUrl: ADMIN }).kind, 'taken');
    assert.equal(inAnotherProcess({ adminUrl: ADMIN, pid: process.pid }).kind, 'taken');
    assert.equal(inAnotherProcess({ ...istio, adminUrl: 'http://127.0.0.1:15000' }).kind, 'taken');
    // Who got one of two and not the other has none.
    assert.equal(inAnotherProcess({ namespace: 'shop', workload: 'other', adminUrl: ADMIN }).kind, 'taken');
    release(lease);
    release(takeLease({ namespace: 'shop', workload: 'other' }, 'second', root));
  });

  it('ends with its process, however that ends', async () => {
    const module = fileURLToPath(new URL('./target-lease.ts', import.meta.url));
    const script = `import { takeLease } from ${JSON.stringify(module)};
      takeLease({ adminUrl: ${JSON.stringify(ADMIN)} }, 'killed', ${JSON.stringify(root)});
      console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    assert.equal(takeLease({ adminUrl: ADMIN }, 'next', root).kind, 'taken');
    child.kill('SIGKILL');
    await once(child, 'exit');
    release(takeLease({ adminUrl: ADMIN }, 'next', root));
  });
});
