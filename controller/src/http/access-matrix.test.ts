import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ACCESS_LEVELS, type AccessLevel, type Problem } from '@meshprof/contracts';
import Fastify, { type FastifyInstance, type HTTPMethods } from 'fastify';
import { type Controller, createController } from '../controller.ts';
import { JOIN_TOKEN, SECRET, TOKEN } from '../testing/controller-under-test.ts';
import type { RouteAccess } from './route-access.ts';
import { SERVER_OPTIONS } from './server-options.ts';

interface Route {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly access: RouteAccess;
}

const HOST = { host: '127.0.0.1:8686' };
const READING = ['GET', 'HEAD'];

/** Every route of the running controller, as it was added: a new one is in here without being named. */
describe('every route, by level and method', () => {
  const routes: Route[] = [];
  let controller: Controller;
  let server: FastifyInstance;

  before(async () => {
    const secrets = { secret: SECRET, token: TOKEN, joinToken: JOIN_TOKEN };
    controller = await createController({ database: ':memory:', ...secrets, requestsPerMinute: 1_000_000_000 });
    server = Fastify(SERVER_OPTIONS);
    server.addHook('onRoute', ({ method, url, config }) => {
      if (config?.access === undefined || config.refusesMethod === true) return;
      for (const verb of [method].flat()) routes.push({ method: verb, url, access: config.access });
    });
    await server.register(controller.register);
    await server.ready();
  });
  after(async () => {
    await server.close();
    await controller.close();
  });

  const levelOf = ({ access }: Route) => ACCESS_LEVELS.indexOf(access as AccessLevel);
  const withLevel = () => routes.filter((route) => levelOf(route) >= 0);
  const named = ({ method, url }: Route) => `${method} ${url}`;

  async function send(method: HTTPMethods, url: string, headers: Record<string, string>) {
    const payload = READING.includes(method) || method === 'DELETE' ? {} : { payload: {} };
    return server.inject({ method, url: url.replaceAll(/:\w+/g, 'x'), headers: { ...HOST, ...headers }, ...payload });
  }

  const through = (level: string) => ({ 'x-meshprof-secret': SECRET, 'x-meshprof-access': level });

  it('is let in from its level on, and below it not', async () => {
    assert.ok(withLevel().length > 20);
    for (const route of withLevel()) {
      for (const [index, level] of ACCESS_LEVELS.entries()) {
        const answer = await send(route.method, route.url, through(level));
        const isLetIn = ![401, 403].includes(answer.statusCode);
        assert.equal(isLetIn, index >= levelOf(route), `${named(route)} with ${level}: ${answer.statusCode}`);
        if (isLetIn || route.method === 'HEAD') continue;
        assert.equal(answer.json<Problem>().code, 'forbidden', named(route));
      }
    }
  });

  it('asks for more than reading where it changes something, and for all where it gives credentials', () => {
    for (const route of withLevel()) {
      if (!READING.includes(route.method)) assert.ok(levelOf(route) > 0, named(route));
      const isOfCredentials = /^\/v1\/(join-tokens|agents\/:id)/.test(route.url) && !READING.includes(route.method);
      if (isOfCredentials) assert.equal(route.access, 'admin', named(route));
      const isOfExperiments = route.url.startsWith('/v1/experiments') && !READING.includes(route.method);
      if (!isOfExperiments) continue;
      // A plan changes nothing; all else turns a proxy's settings, which an Editor may not.
      const needed = route.url === '/v1/experiments/plan' ? 'operate' : 'experiment';
      assert.equal(route.access, needed, named(route));
    }
  });

  it('lets nobody in without the secret or the token, whatever else they send', async () => {
    const context = JSON.stringify({ Login: 'admin', IsGrafanaAdmin: true });
    const attempts: Record<string, string>[] = [
      {},
      { 'x-meshprof-access': 'admin', 'x-grafana-context': context },
      { 'x-meshprof-access': 'admin', 'x-meshprof-secret': `${SECRET}x` },
      { authorization: `Bearer ${JOIN_TOKEN}` },
    ];
    for (const route of withLevel()) {
      for (const headers of attempts) {
        const answer = await send(route.method, route.url, headers);
        assert.equal(answer.statusCode, 401, `${named(route)} ${JSON.stringify(headers)}`);
      }
    }
  });

  it('of agents and webhooks takes no level and no token for their credentials', async () => {
    const others = routes.filter(({ access }) => ['join', 'agent', 'webhook'].includes(access));
    assert.ok(others.length > 5);
    for (const { method, url } of others) {
      const attempts: Record<string, string>[] = [through('admin'), { authorization: `Bearer ${TOKEN}` }, {}];
      for (const headers of attempts) {
        assert.equal((await send(method, url, headers)).statusCode, 401, `${method} ${url}`);
      }
    }
  });

  it('is open to everybody only where that is meant', () => {
    const open = routes.filter(({ access, method }) => ['public', 'probe'].includes(access) && method !== 'HEAD');
    assert.deepEqual(open.map(named).sort(), ['GET /healthz', 'GET /metrics', 'GET /openapi.json', 'GET /readyz']);
  });

  // Grafana's proxy: a prefix route without its tail (`api/w`) falls through to the next one, which has read rights.
  it('changes nothing for a reader by another spelling of its path', async () => {
    const changing = withLevel().filter(({ method }) => !READING.includes(method));
    for (const { method, url } of changing) {
      const tail = url.slice('/v1'.length);
      const spellings = [`${url}/`, `/${url}`, `/v1/${tail}`, `/v1/.${tail}`, `/v1/x/..${tail}`, `/V1${tail}`];
      const prefixed = ['/operate', '/experiment', '/admin', '/w'].flatMap((way) => [
        way + url,
        `/v1${way}${tail}`,
        way,
      ]);
      for (const path of [...spellings, ...prefixed, `${url};admin`, `${url}?access=admin`]) {
        const answer = await send(method, path, through('read'));
        assert.ok([400, 403, 404, 405].includes(answer.statusCode), `${method} ${path}: ${answer.statusCode}`);
      }
    }
  });
});
