import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServiceProcess } from './testing/service-process.ts';

const TOKEN = 'a-token-for-service-tests';

describe('the service', { timeout: 60_000 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'meshprof-service-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('answers, and ends on SIGTERM with a poll open', async () => {
    const joinToken = 'a-join-token-for-service-tests';
    const service = await startServiceProcess({
      MESHPROF_STATE_DIR: path.join(folder, 'state'),
      MESHPROF_TOKEN: TOKEN,
      MESHPROF_JOIN_TOKEN: joinToken,
    });
    assert.equal((await fetch(`${service.url}/readyz`)).status, 200);
    const unknown = await fetch(`${service.url}/nothing`);
    assert.equal(unknown.status, 404);
    assert.equal(unknown.headers.get('content-type'), 'application/problem+json');
    const malformed = await fetch(`${service.url}/v1/%ff`);
    assert.equal(malformed.status, 400);
    assert.equal(malformed.headers.get('content-type'), 'application/problem+json');
    const long = await fetch(`${service.url}/v1/tasks?x=${'x'.repeat(80_000)}`);
    assert.equal(long.status, 400);
    assert.equal(long.headers.get('content-type'), 'application/problem+json');
    const joined = await fetch(`${service.url}/agent/v1/register`, {
      method: 'POST',
      headers: { authorization: `Bearer ${joinToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ node: 'n', machineId: 'm', version: '1', capabilities: [] }),
    });
    const { credential } = (await joined.json()) as { credential: string };
    const poll = fetch(`${service.url}/agent/v1/assignments?version=0&waitMs=25000`, {
      headers: { authorization: `Bearer ${credential}` },
    }).catch(() => undefined);
    assert.equal(await service.end('SIGTERM'), 0);
    await poll;
    assert.equal((await stat(path.join(folder, 'state'))).mode & 0o777, 0o700);
  });

  const run = (args: string[], env: Record<string, string> = {}) => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], {
      env: { PATH: process.env.PATH ?? '', MESHPROF_TOKEN: TOKEN, ...env },
      encoding: 'utf8',
    });
    return { status, stderr };
  };

  it('names a busy port and the option that changes it', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => busy.once('listening', resolve));
    const { port } = busy.address() as { port: number };
    const { status, stderr } = run(['--port', String(port), '--state-dir', folder]);
    busy.close();
    assert.equal(status, 1);
    assert.equal(
      stderr,
      `meshprof controller: port ${port} (page and controller) is in use; choose another with --port or MESHPROF_PORT\n`
    );
  });

  it('says in one sentence why it cannot use its state directory', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const { status, stderr } = run(['--state-dir', file]);
    assert.equal(status, 1);
    assert.match(stderr, /^meshprof controller: cannot open the database: EEXIST[^\n]*\n$/);
  });

  it('refuses a bad option with one line', () => {
    const { status, stderr } = run(['--colour']);
    assert.equal(status, 1);
    assert.equal(stderr.trim().split('\n').length, 1);
  });
});
