/**
 * A Viewer cannot start, cancel or change anything: every route of the controller, with every method, by many
 * spellings of its path and with forged headers, through the proxy rules of Grafana and to the controller's own port.
 * What counts is the database afterwards, not what was answered.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PLUGIN_ID } from '@meshprof/contracts';
import { targetOf } from '../../controller/src/testing/controller-under-test.ts';
import {
  JOIN_TOKEN,
  openPageOverController,
  type PageOverController,
  type RawRequest,
} from '../harness/page-over-controller.ts';

const PROXY = `/api/plugin-proxy/${PLUGIN_ID}`;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Requests with a wrong signature are listed, whoever sent them; the webhook's own tests are about that. */
const NOT_COMPARED = ['alert_deliveries'];

/** Ids of things that exist, so that a request which got through would find them. */
interface Existing {
  readonly taskId: string;
  readonly targetId: string;
  readonly policyId: string;
  readonly scheduleId: string;
  readonly tokenId: string;
  readonly agentId: string;
}

async function created<T>(page: PageOverController, path: string, body: object, headers = {}): Promise<T> {
  const answer = await page.asAdmin({ method: 'POST', path, body: JSON.stringify(body), headers });
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body === '' ? '{}' : answer.body) as T;
}

const SELECTOR = { process: 'envoy' };
const SCHEDULE = { cron: '30 3 * * *', task: { selector: SELECTOR, durationMs: 30_000 } };
const JOIN_TOKEN_REQUEST = { name: 'rack 7' };
const NEW_TASK = { selector: SELECTOR, events: ['on-cpu'], frequencyHz: 99, durationMs: 60_000, title: 'new' };

async function fill(page: PageOverController): Promise<Existing> {
  const agent = await created<{ agentId: string; credential: string }>(
    page,
    '/agent/v1/register',
    { node: 'n1', machineId: 'm1', version: '0.1.0', capabilities: ['on-cpu'] },
    { authorization: `Bearer ${JOIN_TOKEN}` }
  );
  const asAgent = { authorization: `Bearer ${agent.credential}` };
  await created(page, '/agent/v1/inventory', { targets: [targetOf()] }, asAgent);
  const task = await created<{ id: string; targets: { id: string }[] }>(page, '/v1/tasks', NEW_TASK);
  const policy = await created<{ id: string }>(page, '/v1/policies', {
    name: 'p',
    rule: { kind: 'always-on', selector: SELECTOR },
  });
  const schedule = await created<{ id: string }>(page, '/v1/schedules', SCHEDULE);
  const joinToken = await created<{ id: string }>(page, '/v1/join-tokens', JOIN_TOKEN_REQUEST);
  return {
    taskId: task.id,
    targetId: task.targets[0]?.id ?? '',
    policyId: policy.id,
    scheduleId: schedule.id,
    tokenId: joinToken.id,
    agentId: agent.agentId,
  };
}

/** Path of every route in the controller's own document, with ids that exist, and a body that would be taken. */
async function everyRoute(page: PageOverController, existing: Existing) {
  const { body } = await page.asAdmin({ method: 'GET', path: '/openapi.json' });
  const { paths } = JSON.parse(body) as { paths: Record<string, object> };
  const idOf = (path: string) => {
    if (path.startsWith('/v1/policies')) return existing.policyId;
    if (path.startsWith('/v1/schedules')) return existing.scheduleId;
    if (path.startsWith('/v1/join-tokens')) return existing.tokenId;
    return path.startsWith('/v1/agents') ? existing.agentId : existing.taskId;
  };
  const routes = Object.keys(paths).map((path) => ({
    path: path.replace('{id}', idOf(path)).replace('{targetId}', existing.targetId).slice(1),
    body: JSON.stringify(bodyFor(path)),
  }));
  assert.ok(routes.length > 25, `${routes.length} routes`);
  return routes;
}

function bodyFor(path: string): object {
  if (path === '/v1/tasks' || path === '/v1/tasks/plan') return NEW_TASK;
  if (path.startsWith('/v1/policies')) return { name: 'q', rule: { kind: 'always-on', selector: SELECTOR } };
  if (path.startsWith('/v1/schedules')) return SCHEDULE;
  return path === '/v1/join-tokens' ? JOIN_TOKEN_REQUEST : {};
}

/** The ways to write the path of a backend resource, for a proxy that picks rights by the path's beginning. */
function spellings(path: string): string[] {
  return [
    ...['operate', 'experiment', 'admin'].flatMap((level) => [
      `${PROXY}/${level}/${path}`,
      `${PROXY}/read/../${level}/${path}`,
      `${PROXY}/read/%2e%2e/${level}/${path}`,
    ]),
    `${PROXY}//operate/${path}`,
    `${PROXY}/./operate/${path}`,
    `${PROXY}/read/..%2foperate/${path}`,
    `${PROXY}/read/%2e%2e%2foperate%2f${path.replaceAll('/', '%2f')}`,
    `${PROXY}/operate%2f${path}`,
    `${PROXY}/OPERATE/${path}`,
    `${PROXY}/read/operate/${path}`,
    `${PROXY}/read\\..\\operate\\${path}`,
    `/${path}/..${PROXY}/operate/${path}`,
    `${PROXY}/read/${path}`,
    `${PROXY}/read//${path}`,
    `${PROXY}/read/${path}/`,
    `${PROXY}/read/${path};operate`,
    `${PROXY}/read/x/../${path}`,
    `${PROXY}/read/${path}?_method=POST&method=POST&access=admin&X-Meshprof-Access=admin`,
    `${PROXY}/${path}`,
    // The controller itself, without the proxy.
    `/${path}`,
    `//${path}`,
    `/./${path}`,
  ];
}

/** A route's prefix without what the star stands for. */
const BARE_PATHS = ['', '/', '/read', '/operate', '/operate/', '/admin', '/admin/'].map((tail) => PROXY + tail);

const ADMIN_CONTEXT = JSON.stringify({ Login: 'admin', OrgRole: 'Admin', IsGrafanaAdmin: true });

/** What a browser's script could add to a request to pass for somebody else. */
function forgeries(sessionCookie: string): NonNullable<RawRequest['headers']>[] {
  return [
    { 'x-meshprof-access': 'admin', 'x-meshprof-secret': 'a-guess-of-the-secret', 'x-grafana-context': ADMIN_CONTEXT },
    { 'x-meshprof-access': ['read', 'admin'], 'x-meshprof-secret': '' },
    { 'X-Meshprof_Access': 'admin', x_meshprof_access: 'admin' },
    { 'x-http-method-override': 'POST', 'x-http-method': 'POST', 'x-method-override': 'DELETE' },
    { 'x-grafana-user': 'admin', 'x-grafana-id': 'admin', 'x-grafana-org-id': '1', 'x-webauth-user': 'admin' },
    { authorization: 'Bearer a-guess-of-the-token' },
    { authorization: 'Basic YWRtaW46YWRtaW4=' },
    { connection: 'close, x-meshprof-access, x-meshprof-secret, x-grafana-context' },
    { cookie: `${sessionCookie}; meshprof_role=Admin; role=Admin; grafana_session=admin` },
    { 'x-original-url': `${PROXY}/operate/v1/tasks`, 'x-rewrite-url': `${PROXY}/operate/v1/tasks` },
    { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-user': 'admin', 'x-forwarded-prefix': '/operate' },
  ];
}

async function attempt(page: PageOverController, request: RawRequest): Promise<void> {
  const { status, body } = await page.fromPage(request);
  if (request.method === 'GET') return;
  assert.ok(status >= 400, `${request.method} ${request.path} ${JSON.stringify(request.headers)}: ${status} ${body}`);
}

/** Every route, method and spelling once; then the forgeries on those spellings that come closest. */
function attacksOn({ path, body }: { path: string; body: string }, sessionCookie: string): RawRequest[] {
  const plain = METHODS.flatMap((method) => spellings(path).map((spelling) => ({ method, path: spelling, body })));
  const forged = forgeries(sessionCookie).flatMap((headers) =>
    ['POST', 'DELETE', 'GET'].flatMap((method) =>
      ['operate', 'read'].map((level) => ({ method, path: `${PROXY}/${level}/${path}`, headers, body }))
    )
  );
  return [...plain, ...forged];
}

const AT_ONCE = 8;

async function sendAll(page: PageOverController, requests: readonly RawRequest[]): Promise<void> {
  const left = requests[Symbol.iterator]();
  const worker = async () => {
    for (const request of left) await attempt(page, request);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

describe('what a Viewer can change', { timeout: 300_000 }, () => {
  it('is nothing, by any path, method or header', async () => {
    await using page = await openPageOverController({ role: 'Viewer' });
    const existing = await fill(page);
    const before = page.databaseRows(NOT_COMPARED);
    assert.ok(Object.values(before).flat().length > 5, 'there is something that could change');
    const bare = BARE_PATHS.flatMap((path) => METHODS.map((method) => ({ method, path, body: '{}' })));
    const routes = await everyRoute(page, existing);
    await sendAll(page, [...bare, ...routes.flatMap((route) => attacksOn(route, page.sessionCookie))]);
    assert.deepEqual(page.databaseRows(NOT_COMPARED), before);
  });

  it('is nothing even where the proxy lets a request through: routes split by path alone', async () => {
    await using page = await openPageOverController({ role: 'Viewer', editManifest: splitByPathOnly });
    const existing = await fill(page);
    const before = page.databaseRows(NOT_COMPARED);
    const reachesController = await page.fromPage({ method: 'POST', path: `${PROXY}/api/v1/tasks`, body: '{}' });
    assert.equal((JSON.parse(reachesController.body) as { code: string }).code, 'forbidden');
    const ways = (path: string) => ['api/w', 'api/w/', `api/w/${path}`, `api/${path}`, `api/w/../${path}`];
    const routes = await everyRoute(page, existing);
    const requests = routes.flatMap(({ path, body }) =>
      METHODS.flatMap((method) => ways(path).map((way) => ({ method, path: `${PROXY}/${way}`, body })))
    );
    await sendAll(page, requests);
    assert.deepEqual(page.databaseRows(NOT_COMPARED), before);
  });

  it('would be seen here: an Editor starts and cancels a task', async () => {
    await using page = await openPageOverController({ role: 'Editor' });
    const { taskId } = await fill(page);
    const before = page.databaseRows(NOT_COMPARED);
    const body = JSON.stringify(NEW_TASK);
    const started = await page.fromPage({ method: 'POST', path: `${PROXY}/operate/v1/tasks`, body });
    assert.equal(started.status, 201, started.body);
    const cancel = { method: 'POST', path: `${PROXY}/operate/v1/tasks/${taskId}/cancel`, body: '{}' };
    assert.equal((await page.fromPage(cancel)).status, 200);
    assert.notDeepEqual(page.databaseRows(NOT_COMPARED), before);
    const token = { method: 'POST', path: `${PROXY}/admin/v1/join-tokens`, body: JSON.stringify(JOIN_TOKEN_REQUEST) };
    assert.equal((await page.fromPage(token)).status, 403);
  });
});

/** The trap of grafana-plugins: `api/w` without a tail matches the second route, which everybody has. */
function splitByPathOnly(manifest: { routes: object[] }): void {
  const route = (path: string, action: string, access: string) => ({
    path,
    url: '{{ .JsonData.controllerUrl }}',
    reqAction: `${PLUGIN_ID}.${action}`,
    headers: [
      { name: 'X-Meshprof-Secret', content: '{{ .SecureJsonData.secret }}' },
      { name: 'X-Meshprof-Access', content: access },
    ],
  });
  manifest.routes = [route('api/w/*', 'tasks:write', 'operate'), route('api/*', 'tasks:read', 'read')];
}
