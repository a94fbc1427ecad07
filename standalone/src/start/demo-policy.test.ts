import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PutPolicySchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { ensureDemoPolicy } from './demo-policy.ts';

describe('the policy of the demo', () => {
  const bodies: unknown[] = [];
  let status = 503;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      assert.equal(request.headers.authorization, 'Bearer t');
      bodies.push(JSON.parse(text));
      response.writeHead(status).end('{}');
    });
  });
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'meshprof-policy-'));
  let controllerUrl = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    controllerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    rmSync(stateDir, { recursive: true });
  });

  it('is made once, after a start that failed to', async () => {
    const ensure = () => ensureDemoPolicy({ controllerUrl, token: 't', stateDir });
    assert.match((await ensure()) ?? '', /503/);
    status = 201;
    assert.equal(await ensure(), undefined);
    assert.equal(await ensure(), undefined);
    assert.equal(bodies.length, 2);
    assert.ok(Value.Check(PutPolicySchema, bodies[1]));
  });
});
