import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { EnvoyAdmin } from './envoy-admin.ts';
import { readConfig } from './read-config.ts';
import { readCounters } from './read-counters.ts';

const LIMITS = { maxBytes: 1000, timeoutMs: 500 };

/** What a real Envoy never answers. */
describe('hostile answers of an admin listener', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const adminThat = async (listener: RequestListener): Promise<EnvoyAdmin> => {
    const made = createServer(listener);
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    return new EnvoyAdmin({ adminUrl: `http://127.0.0.1:${(made.address() as AddressInfo).port}/` });
  };
  const answering = (text: string) => adminThat((_request, response) => response.end(text));
  const detailOf = (result: { ok: boolean; detail?: string }) => (result.ok ? 'accepted' : result.detail);

  it('that never end are cut off', async () => {
    const admin = await adminThat((_request, response) => {
      response.write('x');
    });
    assert.equal(detailOf(await admin.get('/stats', LIMITS)), 'did not answer /stats within 0.5 s');
  });

  it('that are too long are cut off', async () => {
    const admin = await answering('x'.repeat(2000));
    assert.equal(detailOf(await admin.get('/stats', LIMITS)), 'answered /stats with more than 1000 bytes');
  });

  it('that are refusals are told in one clean line', async () => {
    const admin = await adminThat((_request, response) =>
      response.writeHead(503).end(`no\u001b[31m${'y'.repeat(900)}`)
    );
    assert.match(detailOf(await admin.get('/stats', LIMITS)) ?? '', /^answered \/stats with 503: no\ufffd\[31my+…$/);
  });

  it('that are no JSON, or nested without end, are none', async () => {
    for (const text of [
      '<html>',
      '['.repeat(400) + ']'.repeat(400),
      `{"a":${'{"a":'.repeat(400)}1${'}'.repeat(401)}`,
    ]) {
      const admin = await answering(text);
      assert.equal(detailOf(await admin.getJson('/x')), 'answered /x with what is not JSON');
      server?.close();
    }
  });

  it('with brackets in texts are not taken for nested ones', async () => {
    const admin = await answering(JSON.stringify({ text: '[{"\\'.repeat(1000) }));
    assert.ok((await admin.getJson('/x')).ok);
  });

  it('of other programs are no configuration and no counters', async () => {
    const admin = await answering('{"layers":7,"state":"LIVE","stats":[{"name":1}]}');
    assert.equal(detailOf(await readConfig(admin)), 'does not answer as an Envoy does');
    assert.equal(detailOf(await readCounters(admin)), 'does not answer as an Envoy does');
  });

  it('that do not come at all name the cause', async () => {
    const admin = await answering('');
    await new Promise((resolve) => server?.close(resolve));
    assert.equal(detailOf(await admin.get('/x')), 'cannot be reached: nothing listens there');
  });
});
