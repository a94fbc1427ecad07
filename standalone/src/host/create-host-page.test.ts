import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import type { StoreQuery } from '../store/store-types.ts';
import { createHostPage, type HostPageOptions } from './create-host-page.ts';
import { type FakeDist, makeFakeDist } from './testing/fake-dist.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const API = '/api/plugin-proxy/meshprof-profiling-app';
const TOKEN = 'token-of-this-start';

/** A controller that remembers what reached it. */
async function startController() {
  const seen: Seen[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      seen.push({ method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body });
      response.writeHead(422, { 'content-type': 'application/problem+json', 'set-cookie': 'a=b' });
      response.end('{"code":"no-matching-target"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { seen, url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A client that sends just these headers, as a test of refusals needs. */
function send(port: number, method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, setHost: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('the host page', () => {
  let dist: FakeDist;
  let controller: Awaited<ReturnType<typeof startController>>;
  const servers: FastifyInstance[] = [];

  async function startPage(more: Partial<HostPageOptions> = {}) {
    const page = createHostPage({
      ...dist,
      controller: { url: controller.url, secret: 's3cret' },
      store: { query: {} as StoreQuery },
      token: TOKEN,
      login: 'mia',
      ...more,
    });
    const server = Fastify();
    servers.push(server);
    await server.register(page);
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    const host = `127.0.0.1:${port}`;
    const own = { host, origin: `http://${host}`, cookie: `meshprof_${port}=${TOKEN}` };
    return { port, host, own };
  }

  before(async () => {
    dist = makeFakeDist();
    controller = await startController();
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await controller.close();
    dist.remove();
  });

  it('sends the page with its cookie, a policy and a nonce that no other load has', async () => {
    const { port, host } = await startPage();
    const pages = await Promise.all(
      ['', '/tasks/1?type=on-cpu'].map((path) => send(port, 'GET', `/a/meshprof-profiling-app${path}`, { host }))
    );
    const nonces = pages.map(({ status, headers, body }) => {
      assert.equal(status, 200);
      assert.match(
        String(headers['set-cookie']),
        new RegExp(`^meshprof_${port}=${TOKEN}; .*HttpOnly; SameSite=Strict`)
      );
      const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
      assert.ok(nonce && body.includes(`nonce="${nonce}"`));
      assert.equal(body.match(/<script/g)?.length, body.match(/<script[^>]* nonce=/g)?.length);
      assert.ok(!body.includes('s3cret') && !body.includes(TOKEN));
      return nonce;
    });
    assert.notEqual(nonces[0], nonces[1]);
  });

  it('redirects the root to the app', async () => {
    const { port, host } = await startPage();
    const { status, headers } = await send(port, 'GET', '/', { host });
    assert.equal(status, 302);
    assert.equal(headers.location, '/a/meshprof-profiling-app');
  });

  it('answers nothing under a name that is not loopback', async () => {
    const { port, own } = await startPage();
    for (const path of ['/', '/a/meshprof-profiling-app', '/public/host/host.js', `${API}/read/v1/tasks`]) {
      const { status, headers } = await send(port, 'GET', path, { ...own, host: `evil.example:${port}` });
      assert.equal(status, 403, path);
      assert.equal(headers['set-cookie'], undefined);
    }
  });

  it('forwards with secret, level and user, whatever the browser claims', async () => {
    const { port, own } = await startPage();
    const answer = await send(
      port,
      'POST',
      `${API}/operate/v1/tasks?dry=1&x=%2F`,
      {
        ...own,
        'content-type': 'application/json',
        'x-meshprof-access': 'admin',
        'x-grafana-context': '{"Login":"eve"}',
      },
      '{"selector":{}}'
    );
    const seen = controller.seen.at(-1);
    assert.equal(seen?.method, 'POST');
    assert.equal(seen.url, '/v1/tasks?dry=1&x=%2F');
    assert.equal(seen.body, '{"selector":{}}');
    assert.equal(seen.headers['x-meshprof-secret'], 's3cret');
    assert.equal(seen.headers['x-meshprof-access'], 'operate');
    assert.equal((JSON.parse(String(seen.headers['x-grafana-context'])) as { Login: string }).Login, 'mia');
    assert.equal(seen.headers.cookie, undefined);
    assert.equal(seen.headers.origin, undefined);
    // And the answer comes back as it is, but sets no cookie of this page.
    assert.equal(answer.status, 422);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.body, '{"code":"no-matching-target"}');
  });

  it('stops a viewer before the controller hears of it', async () => {
    const { port, own } = await startPage({ role: 'Viewer' });
    const before = controller.seen.length;
    assert.equal((await send(port, 'POST', `${API}/operate/v1/tasks`, own, '{}')).status, 403);
    assert.equal((await send(port, 'POST', `${API}/read/v1/tasks`, own, '{}')).status, 404);
    assert.equal((await send(port, 'POST', `${API}/operate`, own, '{}')).status, 404);
    assert.equal((await send(port, 'POST', `${API}/read/../operate/v1/tasks`, own, '{}')).status, 403);
    assert.equal((await send(port, 'POST', `${API}/read/%2e%2e/operate/v1/tasks`, own, '{}')).status, 404);
    assert.equal(controller.seen.length, before);
    await send(port, 'GET', `${API}/read/v1/tasks`, own);
    assert.equal(controller.seen.at(-1)?.headers['x-meshprof-access'], 'read');
  });

  it('refuses API calls of other pages and of earlier starts', async () => {
    const { port, host, own } = await startPage();
    const before = controller.seen.length;
    const attempts: Array<Record<string, string>> = [
      { ...own, origin: 'https://evil.example' },
      { ...own, origin: 'http://127.0.0.1:1' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { host, origin: own.origin },
      { host, cookie: own.cookie },
      { ...own, cookie: `meshprof_${port}=an-earlier-token` },
    ];
    for (const headers of attempts) {
      for (const path of [`${API}/operate/v1/tasks`, '/api/ds/query']) {
        assert.equal((await send(port, 'POST', path, headers, '{}')).status, 403, JSON.stringify(headers));
      }
    }
    assert.equal(controller.seen.length, before);
  });

  it('says 502 if the controller is away', async () => {
    const { port, own } = await startPage({ controller: { url: 'http://127.0.0.1:9', secret: 's' } });
    assert.equal((await send(port, 'GET', `${API}/read/v1/tasks`, own)).status, 502);
  });

  it('gives the app its settings and data source, but not the secret', async () => {
    const { port, own } = await startPage();
    const settings = await send(port, 'GET', '/api/plugins/meshprof-profiling-app/settings', own);
    assert.ok(!settings.body.includes('s3cret'));
    assert.deepEqual((JSON.parse(settings.body) as { secureJsonFields: object }).secureJsonFields, { secret: true });
    const sources = JSON.parse((await send(port, 'GET', '/api/datasources', own)).body) as Array<{ type: string }>;
    assert.deepEqual(
      sources.map(({ type }) => type),
      ['grafana-pyroscope-datasource']
    );
  });

  it('lists Prometheus where one runs', async () => {
    const { port, own } = await startPage({ prometheus: { url: 'http://127.0.0.1:9' } });
    const sources = JSON.parse((await send(port, 'GET', '/api/datasources', own)).body) as Array<{ type: string }>;
    assert.deepEqual(
      sources.map(({ type }) => type),
      ['grafana-pyroscope-datasource', 'prometheus']
    );
    assert.equal((await send(port, 'GET', '/api/datasources/uid/meshprof-prometheus', own)).status, 200);
    assert.equal((await send(port, 'GET', '/api/datasources/uid/other', own)).status, 404);
  });

  it('takes rights away for who asks to see less, and gives none', async () => {
    const { port, own } = await startPage();
    const as = (role: string) => ({ ...own, cookie: `${own.cookie}; meshprof_role=${role}` });
    assert.equal((await send(port, 'POST', `${API}/operate/v1/tasks`, as('Viewer'), '{}')).status, 403);
    const page = await send(port, 'GET', '/a/meshprof-profiling-app', as('Viewer'));
    assert.match(page.body, /"orgRole":"Viewer"/);
    const viewer = await startPage({ role: 'Viewer' });
    const raised = { ...viewer.own, cookie: `${viewer.own.cookie}; meshprof_role=Admin` };
    assert.equal((await send(viewer.port, 'POST', `${API}/operate/v1/tasks`, raised, '{}')).status, 403);
  });

  it('keeps changed settings, for administrators only, and uses them', async () => {
    const { port, own } = await startPage();
    const path = '/api/plugins/meshprof-profiling-app/settings';
    const json = { ...own, 'content-type': 'application/json' };
    const body = JSON.stringify({ jsonData: { controllerUrl: 'http://127.0.0.1:9' }, secureJsonData: { secret: 'x' } });
    const asEditor = { ...json, cookie: `${json.cookie}; meshprof_role=Editor` };
    assert.equal((await send(port, 'POST', path, asEditor, body)).status, 403);
    assert.notEqual((await send(port, 'GET', `${API}/read/v1/tasks`, own)).status, 502);
    assert.equal((await send(port, 'POST', path, json, body)).status, 200);
    assert.equal((await send(port, 'GET', `${API}/read/v1/tasks`, own)).status, 502);
    assert.equal((await send(port, 'POST', path, json, '{"jsonData":{"controllerUrl":"no address"}}')).status, 200);
    assert.match((await send(port, 'GET', `${API}/read/v1/tasks`, own)).body, /no valid controller URL/);
    assert.equal((await send(port, 'GET', '/plugins/meshprof-profiling-app', own)).status, 200);
  });

  it('names the missing build and the command for it', () => {
    const options = { controller: { url: '', secret: '' }, store: { query: {} as StoreQuery } };
    assert.throws(() => createHostPage({ ...dist, ...options, pluginDistDir: '/nonexistent' }), /npm run build -w/);
    assert.throws(() => createHostPage({ ...dist, ...options, hostDistDir: '/nonexistent' }), /build-host\.mjs/);
  });
});
