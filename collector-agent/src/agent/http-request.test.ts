import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { createHttpClient, type HttpClient } from './http-request.ts';

const signal = new AbortController().signal;
const sockets: Socket[] = [];
let server: Server;
let client: HttpClient;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

before(async () => {
  server = createServer((request, response) => answer(request, response));
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  sockets.length = 0;
  client?.destroy();
  const { port } = server.address() as AddressInfo;
  client = createHttpClient({ baseUrl: new URL(`http://127.0.0.1:${port}/base/`) });
});

after(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const get = (path: string, timeoutMs = 60_000) =>
  client.request({ method: 'GET', path, headers: {}, maxAnswerBytes: 1_000, timeoutMs, signal });

test('keeps its connection, and sends path, headers and body', async () => {
  answer = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () =>
      response.writeHead(201).end(`${request.method} ${request.url} ${request.headers['x']?.toString()} ${body}`)
    );
  };
  for (const body of ['ü', 'b']) {
    const sent = await client.request({
      method: 'POST',
      path: '/v1?a=1',
      headers: { x: 'y' },
      body,
      maxAnswerBytes: 1_000,
      timeoutMs: 60_000,
      signal,
    });
    assert.deepEqual(sent, { status: 201, text: `POST /base/v1?a=1 y ${body}` });
  }
  assert.equal(sockets.length, 1);
});

test('a kept connection that the server has closed is no failure', async () => {
  let requests = 0;
  answer = (request, response) => {
    requests += 1;
    // The second request arrives on the kept connection and finds it reset.
    if (requests === 2) return request.socket.resetAndDestroy();
    response.end(String(requests));
  };
  assert.equal((await get('/')).text, '1');
  assert.equal((await get('/')).text, '3');
  assert.equal(sockets.length, 2);
});

test('an answer that is too large, too slow or not wanted any more is a failure', async () => {
  answer = (_request, response) => response.end('x'.repeat(1_001));
  await assert.rejects(get('/'), /larger than 1000 bytes/);
  answer = (_request, response) => void response.writeHead(200).write('part');
  await assert.rejects(get('/', 50), /no answer within 50 ms/);
  const abort = new AbortController();
  answer = () => abort.abort();
  await assert.rejects(
    client.request({
      method: 'GET',
      path: '/',
      headers: {},
      maxAnswerBytes: 1_000,
      timeoutMs: 60_000,
      signal: abort.signal,
    }),
    { name: 'AbortError' }
  );
});

test('an answer that breaks off is a failure', async () => {
  answer = (request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('part');
    setImmediate(() => request.socket.destroy());
  };
  await assert.rejects(get('/'));
});
