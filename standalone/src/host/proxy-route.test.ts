import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { OrgRole } from './org-roles.ts';
import { actionsOf } from './plugin-manifest.ts';
import { readPluginManifest } from './read-plugin-manifest.ts';
import { decideRoute, forwardedHeaders, interpolate } from './proxy-route.ts';
import { PLUGIN_SOURCE_JSON } from './testing/fake-dist.ts';

const manifest = readPluginManifest(dirname(PLUGIN_SOURCE_JSON));
const routes = manifest.routes ?? [];

function decide(role: OrgRole, method: string, path: string) {
  const decision = decideRoute(routes, { method, path, user: { role, actions: actionsOf(manifest, role) } });
  return decision.outcome === 'forward' ? `${decision.route.path} → ${decision.tail}` : decision.outcome;
}

describe('which route a request takes', () => {
  it('lets every role read', () => {
    for (const role of ['Viewer', 'Editor', 'Admin'] as const) {
      assert.equal(decide(role, 'GET', '/read/v1/tasks'), 'read/* → v1/tasks');
    }
  });

  it('lets editors operate, and only admins beyond that', () => {
    assert.equal(decide('Editor', 'POST', '/operate/v1/tasks'), 'operate/* → v1/tasks');
    assert.equal(decide('Editor', 'POST', '/experiment/v1/experiments'), 'denied');
    assert.equal(decide('Editor', 'DELETE', '/admin/v1/agents/1'), 'denied');
    assert.equal(decide('Admin', 'POST', '/experiment/v1/experiments'), 'experiment/* → v1/experiments');
    assert.equal(decide('Admin', 'DELETE', '/admin/v1/agents/1'), 'admin/* → v1/agents/1');
  });

  it('gives a viewer no way to a route that changes something', () => {
    const attempts: Array<[string, string]> = [
      ['POST', '/operate/v1/tasks'],
      ['GET', '/operate/v1/tasks'],
      ['POST', '/operate/'],
      ['POST', '/operate'],
      ['POST', '/read/v1/tasks'],
      ['PUT', '/read/v1/tasks/1'],
      ['DELETE', '/read/v1/tasks/1'],
      ['POST', '/read/../operate/v1/tasks'],
      ['POST', '//operate/v1/tasks'],
      ['POST', '/READ/v1/tasks'],
      ['POST', '/v1/tasks'],
    ];
    for (const [method, path] of attempts) {
      assert.match(decide('Viewer', method, path), /^(denied|not-found)$/, `${method} ${path}`);
    }
  });

  it('needs a tail after the star', () => {
    for (const path of ['/operate', '/operate/', '/read', '/', '']) {
      assert.equal(decide('Admin', 'GET', path), 'not-found', path);
    }
  });

  it('stops at the first match even if a later route would allow the request', () => {
    const shadowed = [
      { path: 'api/w/*', url: '', reqAction: 'write' },
      { path: 'api/*', url: '', reqAction: 'read' },
    ];
    const user = { role: 'Viewer' as const, actions: new Set(['read']) };
    assert.equal(decideRoute(shadowed, { method: 'POST', path: '/api/w/tasks', user }).outcome, 'denied');
    // The trap of a split by path alone, tried on a running Grafana: no tail, so the second route takes it.
    assert.deepEqual(decideRoute(shadowed, { method: 'POST', path: '/api/w', user }), {
      outcome: 'forward',
      route: shadowed[1],
      tail: 'w',
    });
  });

  it('checks the role where a route names one and no action', () => {
    const byRole = [{ path: 'x/*', url: '', reqRole: 'Editor' }];
    const as = (role: OrgRole) =>
      decideRoute(byRole, { method: 'GET', path: '/x/y', user: { role, actions: new Set() } }).outcome;
    assert.deepEqual([as('Viewer'), as('Editor'), as('Admin')], ['denied', 'forward', 'forward']);
  });
});

describe('what the backend sees', () => {
  const data = { jsonData: { controllerUrl: 'http://c:1' }, secureJsonData: { secret: 's3cret' } };
  const route = routes.find(({ path }) => path === 'read/*');
  assert.ok(route);
  const forward = (headers: Record<string, string>) =>
    forwardedHeaders({ headers, route, data, userContext: '{"Login":"me"}', remoteAddress: '127.0.0.1' });

  it('sets secret and access level whatever the browser sent under their names', () => {
    const headers = forward({
      'x-meshprof-access': 'admin',
      'x-meshprof-secret': 'guess',
      'x-grafana-context': '{"Login":"root"}',
      'x-grafana-user': 'root',
      'x-grafana-id': 'token',
    });
    assert.equal(headers['x-meshprof-access'], 'read');
    assert.equal(headers['x-meshprof-secret'], 's3cret');
    assert.equal(headers['x-grafana-context'], '{"Login":"me"}');
    assert.equal(headers['x-grafana-user'], undefined);
    assert.equal(headers['x-grafana-id'], undefined);
  });

  it('does not let a Connection header take the secret away', () => {
    const headers = forward({ connection: 'close, X-Meshprof-Secret, accept', accept: 'text/html' });
    assert.equal(headers['x-meshprof-secret'], 's3cret');
    assert.equal(headers.accept, undefined);
  });

  it('removes what belongs to this page, and keeps the rest', () => {
    const headers = forward({
      cookie: 'meshprof_8686=t',
      origin: 'http://127.0.0.1:8686',
      referer: 'http://127.0.0.1:8686/a/',
      authorization: 'Bearer x',
      host: '127.0.0.1:8686',
      'content-type': 'application/json',
      'idempotency-key': 'k',
      'x-forwarded-for': '10.0.0.9',
    });
    for (const name of ['cookie', 'origin', 'referer', 'authorization', 'host']) {
      assert.equal(headers[name], undefined, name);
    }
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['idempotency-key'], 'k');
    assert.equal(headers['x-forwarded-for'], '10.0.0.9, 127.0.0.1');
    assert.equal(headers['x-grafana-referer'], 'http://127.0.0.1:8686/a/');
  });

  it('sends the header names that a real Grafana was recorded sending', () => {
    const file = join(dirname(PLUGIN_SOURCE_JSON), '../../tests/golden/grafana/plugin-proxy-post-editor.json');
    const recorded = JSON.parse(readFileSync(file, 'utf8')) as { headers: Record<string, string> };
    const added = Object.keys(recorded.headers).filter((name) => /^X-/i.test(name) && name !== 'X-Grafana-Id');
    const ours = Object.keys(forward({}));
    for (const name of added) assert.ok(ours.includes(name.toLowerCase()), name);
  });

  it('fills templates from settings and leaves nothing of an unknown name', () => {
    assert.equal(interpolate('{{ .JsonData.controllerUrl }}/x', data), 'http://c:1/x');
    assert.equal(interpolate('{{.SecureJsonData.secret}}', data), 's3cret');
    assert.equal(interpolate('a{{ .JsonData.other }}b', data), 'ab');
  });
});
