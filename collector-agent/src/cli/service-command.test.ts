import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { freePort } from '../testing/free-port.ts';
import { runMeshprof, startMeshprof } from '../testing/meshprof-process.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { EXIT_CODES } from './exit-codes.ts';

test('a service gets its arguments and gives its exit code', async () => {
  const help = await runMeshprof(['controller', '--help']);
  assert.equal(help.status, EXIT_CODES.ok);
  assert.match(help.stdout, /--port/);
  const refused = await runMeshprof(['controller', '--no-such-option']);
  assert.notEqual(refused.status, EXIT_CODES.ok);
  assert.match(refused.stderr, /no-such-option/);
});

test('a signal to the command ends the service', async () => {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'meshprof-service-'));
  const port = await freePort();
  const env = {
    MESHPROF_STATE_DIR: stateDir,
    MESHPROF_TOKEN: 'a-token-for-this-test',
    MESHPROF_JOIN_TOKEN: 'a-join-token-for-this-test',
  };
  const service = startMeshprof(['controller', '--port', String(port)], { env });
  const answers = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false
    );
  await waitUntil('the service answers', answers);
  service.child.kill('SIGTERM');
  assert.equal((await service.finished).status, EXIT_CODES.ok);
  assert.equal(await answers(), false);
  rmSync(stateDir, { recursive: true });
});
