import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentFacts, AgentUsage } from '@meshprof/contracts';
import { pollAssignments } from './assignment-poller.ts';
import { ControllerLink } from './controller-link.ts';
import { type CallResult, createJsonHttp, type JsonHttp } from './http-json.ts';
import { InventoryReporter, type ReporterOptions } from './inventory-reporter.ts';

/** How much faster than the clock on the wall a test's is: a heartbeat every 200 ms. */
const SPEED = 100;

const calls: string[] = [];
const sockets = new Set<unknown>();
let server: Server;
let http: JsonHttp;

/** A controller without news: a poll takes as long as it asks for. */
before(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://controller');
    calls.push(pathname.split('/').at(-1) ?? '');
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (!pathname.endsWith('/assignments')) return response.end('{"inventory":false}');
    const list = JSON.stringify({ version: 1, assignments: [] });
    return setTimeout(() => response.end(list), Number(searchParams.get('waitMs')) / SPEED);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  http = createJsonHttp({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
after(() => {
  http.close();
  server.closeAllConnections();
  server.close();
});

const common = {
  inventory: { list: () => [] },
  facts: () => ({}) as AgentFacts,
  usage: () => ({}) as AgentUsage,
  onResult: (result: CallResult<unknown>) => assert.equal(result.kind, 'ok', JSON.stringify(result)),
} satisfies Partial<ReporterOptions>;

test('heartbeats follow polls, on one connection', async () => {
  const abort = new AbortController();
  const link = new ControllerLink({
    http,
    state: { readCredential: () => ({ agentId: 'a', credential: 'c' }), writeCredential: () => undefined },
    registration: { node: 'n', machineId: 'm', version: '0', capabilities: [] },
    onRegistered: () => undefined,
  });
  const now = () => performance.now() * SPEED;
  const reporter = new InventoryReporter({ ...common, link, now });
  const { onResult } = common;
  const running = Promise.all([
    reporter.run(abort.signal),
    pollAssignments({ link, between: reporter, onAssignments: () => undefined, onResult }, abort.signal),
  ]);
  while (calls.length < 12) await sleep(20);
  abort.abort();
  await running;
  assert.deepEqual(calls.slice(0, 12), Array.from({ length: 6 }, () => ['heartbeat', 'assignments']).flat());
  assert.equal(sockets.size, 1);
});

test('a poll takes the time that is left until the heartbeat, and is not held up by one that hangs', async () => {
  let nowMs = 0;
  let answer = Promise.resolve<CallResult<{ inventory: boolean }>>({ kind: 'ok', value: { inventory: false } });
  let beats = 0;
  const heartbeat = () => {
    beats += 1;
    return answer;
  };
  const link = { agentId: 'a', heartbeat, reportInventory: () => assert.fail('not asked for') };
  const reporter = new InventoryReporter({ ...common, link, now: () => nowMs });
  const { signal } = new AbortController();
  assert.equal(reporter.dueInMs, 0);
  await reporter.takeTurn(signal);
  assert.deepEqual([beats, reporter.dueInMs], [1, 20_000]);
  nowMs = 7_000;
  await reporter.takeTurn(signal);
  assert.deepEqual([beats, reporter.dueInMs], [1, 13_000]);
  nowMs = 19_000;
  await reporter.takeTurn(signal);
  assert.deepEqual([beats, reporter.dueInMs], [2, 20_000]);
  nowMs = 39_000;
  const { promise, resolve } = Promise.withResolvers<CallResult<{ inventory: boolean }>>();
  answer = promise;
  await reporter.takeTurn(signal);
  await reporter.takeTurn(signal);
  assert.equal(beats, 3, 'one at a time');
  resolve({ kind: 'ok', value: { inventory: false } });
});
