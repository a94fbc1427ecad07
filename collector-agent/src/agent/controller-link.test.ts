import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import type { RegisterResponse } from '@meshprof/contracts';
import { ControllerLink } from './controller-link.ts';
import { createJsonHttp, type JsonHttp } from './http-json.ts';

/** A controller as far as authentication goes: gives numbered credentials and accepts the newest only. */
interface Fake {
  readonly calls: string[];
  registrations: number;
  answer: { status: number; body: string };
}

const fake: Fake = { calls: [], registrations: 0, answer: { status: 204, body: '' } };
const signal = new AbortController().signal;
let server: Server;
let http: JsonHttp;

before(async () => {
  server = createServer((request, response) => {
    request.resume();
    const bearer = request.headers.authorization ?? '';
    fake.calls.push(`${request.url?.split('?')[0]} ${bearer}`);
    response.setHeader('content-type', 'application/json');
    if (request.url === '/base/agent/v1/register') {
      if (bearer !== 'Bearer join') return response.writeHead(401).end('{"title":"Credentials are missing or wrong"}');
      fake.registrations += 1;
      return response.end(JSON.stringify({ agentId: 'a1', credential: `c${fake.registrations}` }));
    }
    if (bearer !== `Bearer c${fake.registrations}`) return response.writeHead(401).end('{}');
    return response.writeHead(fake.answer.status).end(fake.answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  http = createJsonHttp({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/` });
});

after(() => {
  http.close();
  server.close();
});

beforeEach(() => {
  fake.calls.length = 0;
  fake.answer = { status: 204, body: '' };
});

function link(options: { stored?: RegisterResponse; joinToken?: string }) {
  const disk: { credential: RegisterResponse | undefined } = { credential: options.stored };
  const made = new ControllerLink({
    http,
    state: { readCredential: () => disk.credential, writeCredential: (value) => void (disk.credential = value) },
    registration: { node: 'n', machineId: 'm', version: '0', capabilities: [] },
    ...(options.joinToken !== undefined && { joinToken: options.joinToken }),
    onRegistered: () => undefined,
  });
  return { made, disk };
}

test('registers with the join token once, even if several calls come at the same time', async () => {
  const { made, disk } = link({ joinToken: 'join' });
  const results = await Promise.all([1, 2, 3].map(() => made.reportInventory({ targets: [] }, signal)));
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['ok', 'ok', 'ok']
  );
  assert.equal(fake.calls.filter((call) => call.startsWith('/base/agent/v1/register')).length, 1);
  assert.equal(disk.credential?.credential, `c${fake.registrations}`);
});

test('a credential that the controller has forgotten is replaced, and the call repeated', async () => {
  const { made, disk } = link({ stored: { agentId: 'a1', credential: 'old' }, joinToken: 'join' });
  assert.equal((await made.reportInventory({ targets: [] }, signal)).kind, 'ok');
  assert.equal(disk.credential?.credential, `c${fake.registrations}`);
  assert.deepEqual(
    fake.calls.map((call) => call.split(' ')[0]),
    ['/base/agent/v1/inventory', '/base/agent/v1/register', '/base/agent/v1/inventory']
  );
});

test('a wrong join token is an answer, not an exception', async () => {
  const { made } = link({ joinToken: 'wrong' });
  assert.deepEqual(await made.reportInventory({ targets: [] }, signal), {
    kind: 'unauthorized',
    detail: 'Credentials are missing or wrong',
  });
});

test('a credential that a rotation gives is used from then on', async () => {
  const { made, disk } = link({ joinToken: 'join' });
  assert.equal((await made.reportInventory({ targets: [] }, signal)).kind, 'ok');
  fake.answer = { status: 200, body: `{"inventory":false,"credential":"c${fake.registrations + 1}"}` };
  assert.equal((await made.heartbeat({ inventoryVersion: 'v' }, signal)).kind, 'ok');
  fake.registrations += 1;
  assert.equal(disk.credential?.credential, `c${fake.registrations}`);
  fake.answer = { status: 204, body: '' };
  fake.calls.length = 0;
  assert.equal((await made.reportInventory({ targets: [] }, signal)).kind, 'ok');
  assert.deepEqual(fake.calls, [`/base/agent/v1/inventory Bearer c${fake.registrations}`]);
});

test('a credential that would end a header is no credential', async () => {
  const { made, disk } = link({ joinToken: 'join' });
  await made.reportInventory({ targets: [] }, signal);
  const before = disk.credential;
  fake.answer = { status: 200, body: '{"inventory":false,"credential":"x\\r\\nhost: evil"}' };
  assert.equal((await made.heartbeat({ inventoryVersion: 'v' }, signal)).kind, 'unavailable');
  assert.deepEqual(disk.credential, before);
});

test('a revoked agent throws its credential away, asks no more, and says what to do', async () => {
  const { made, disk } = link({ joinToken: 'join' });
  await made.reportInventory({ targets: [] }, signal);
  fake.answer = { status: 401, body: '{"title":"Not admitted","detail":"Ann revoked it.","code":"agent-revoked"}' };
  const refused = await made.reportInventory({ targets: [] }, signal);
  assert.ok(refused.kind === 'unauthorized' && refused.code === 'agent-revoked');
  assert.match(
    refused.detail,
    /Ann revoked it\. It takes no more tasks; .* delete it in the controller; then it joins/
  );
  assert.equal(disk.credential, undefined);
  fake.calls.length = 0;
  for (let n = 0; n < 20; n++) assert.deepEqual(await made.pollAssignments(0, 0, signal), refused);
  assert.deepEqual(fake.calls, []);
});

test('without token and credential nothing can be done', () => {
  assert.equal(link({}).made.canRegister, false);
  assert.equal(link({ joinToken: 'join' }).made.canRegister, true);
});

test('tells what is worth another try from what is not', async () => {
  const { made } = link({ joinToken: 'join' });
  const poll = () => made.pollAssignments(0, 0, signal);
  fake.answer = { status: 400, body: '{"title":"The request is not valid","detail":"waitMs"}' };
  assert.deepEqual(await poll(), { kind: 'refused', status: 400, detail: 'The request is not valid: waitMs' });
  for (const status of [429, 500, 503]) {
    fake.answer = { status, body: 'busy' };
    assert.deepEqual(await poll(), { kind: 'unavailable', detail: `HTTP ${status}` });
  }
  for (const body of ['{}', '{"version":1,"assignments":{}}', 'no json', '']) {
    fake.answer = { status: 200, body };
    assert.equal((await poll()).kind, 'unavailable', body);
  }
  fake.answer = { status: 200, body: '{"version":7,"assignments":[]}' };
  assert.deepEqual(await poll(), { kind: 'ok', value: { version: 7, assignments: [], invalid: [], ignored: 0 } });
});

test('a controller that is not there is an answer too', async () => {
  const nobody = createJsonHttp({ baseUrl: 'http://127.0.0.1:9' });
  const result = await nobody.call({ method: 'GET', path: '/', bearer: '', timeoutMs: 1_000, signal });
  assert.equal(result.kind, 'unavailable');
  nobody.close();
});
