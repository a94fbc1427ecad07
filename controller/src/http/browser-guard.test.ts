import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '@meshprof/contracts';
import { openController } from '../testing/controller-under-test.ts';
import { findForeignOrigin } from './browser-guard.ts';

describe('browser guard', () => {
  const cases: [headers: Record<string, string>, allowed: boolean][] = [
    [{ host: 'localhost:8686' }, true],
    [{ host: 'LOCALHOST' }, true],
    [{ host: '[::1]:8686' }, true],
    [{ host: '127.0.0.1' }, true],
    // DNS rebinding: the page's own name, pointed at this machine.
    [{ host: 'evil.example:8686' }, false],
    [{ host: 'localhost.evil.example' }, false],
    [{ host: '127.0.0.1.nip.io:8686' }, false],
    [{ host: 'localhost:8686@evil.example' }, false],
    // Pages.
    [{ host: 'localhost:8686', origin: 'http://localhost:8686' }, true],
    [{ host: 'localhost:8686', origin: 'https://localhost:8686' }, true],
    [{ host: 'localhost:8686', origin: 'http://localhost:3000' }, false],
    [{ host: 'localhost:8686', origin: 'http://127.0.0.1:8686' }, false],
    [{ host: 'localhost:8686', origin: 'http://evil.example' }, false],
    [{ host: 'localhost:8686', origin: 'null' }, false],
    [{ host: 'localhost:8686', origin: '' }, false],
    [{ host: 'localhost:8686', origin: 'https://grafana.example' }, true],
    [{ host: 'localhost:8686', 'sec-fetch-site': 'same-origin' }, true],
    [{ host: 'localhost:8686', 'sec-fetch-site': 'none' }, true],
    [{ host: 'localhost:8686', 'sec-fetch-site': 'cross-site' }, false],
    [{ host: 'localhost:8686', 'sec-fetch-site': 'same-site' }, false],
  ];
  for (const [headers, allowed] of cases) {
    it(`${allowed ? 'lets in' : 'refuses'} ${JSON.stringify(headers)}`, async () => {
      await using under = await openController({ allowedOrigins: ['https://grafana.example'] });
      for (const url of ['/v1/tasks', '/openapi.json']) {
        const answer = await under.asAdmin({ url, headers });
        assert.equal(answer.statusCode, allowed ? 200 : 403);
        if (!allowed) assert.equal(answer.json<Problem>().code, 'foreign-origin');
      }
    });
  }

  it('refuses a request without a name', () => {
    const options = { allowedHosts: ['localhost'], allowedOrigins: [] };
    assert.ok(findForeignOrigin({}, options) !== undefined);
    assert.ok(findForeignOrigin({ host: '' }, options) !== undefined);
  });

  it('answers no preflight, so no foreign page may send our headers', async () => {
    await using under = await openController();
    const headers = { origin: 'http://evil.example', 'access-control-request-method': 'POST' };
    const answer = await under.call({ method: 'OPTIONS', url: '/v1/tasks', headers });
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
  });

  it('lets probes and scrapers in under any name', async () => {
    await using under = await openController();
    for (const url of ['/healthz', '/readyz', '/metrics']) {
      assert.equal((await under.call({ url, headers: { host: '10.1.2.3:8686' } })).statusCode, 200);
    }
  });

  it('goes by other names when told so', async () => {
    await using named = await openController({ allowedHosts: ['controller.mesh.svc'] });
    assert.equal(
      (await named.asAdmin({ url: '/v1/tasks', headers: { host: 'controller.mesh.svc:8686' } })).statusCode,
      200
    );
    assert.equal((await named.asAdmin({ url: '/v1/tasks' })).statusCode, 403);
    await using any = await openController({ allowedHosts: ['*'] });
    assert.equal((await any.asAdmin({ url: '/v1/tasks', headers: { host: 'whatever' } })).statusCode, 200);
  });
});
