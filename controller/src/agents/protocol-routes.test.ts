import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Agent, ListedTarget, Page } from '@meshprof/contracts';
import Fastify from 'fastify';
import { createTask, JOIN_TOKEN, openController, showTask, targetOf } from '../testing/controller-under-test.ts';

describe('joining', () => {
  const register = { node: 'n', machineId: 'm', version: '1', capabilities: [] };

  it('takes the join token and nothing else', async () => {
    await using under = await openController();
    for (const authorization of [undefined, 'Bearer wrong', `Basic ${JOIN_TOKEN}`, 'Bearer ']) {
      const headers = { authorization };
      const answer = await under.call({ method: 'POST', url: '/agent/v1/register', headers, payload: register });
      assert.equal(answer.statusCode, 401, authorization);
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="meshprof"');
    }
  });

  it('admits nobody where no join token is set', async () => {
    await using under = await openController({ joinToken: '' });
    const headers = { authorization: 'Bearer ' };
    const answer = await under.call({ method: 'POST', url: '/agent/v1/register', headers, payload: register });
    assert.equal(answer.statusCode, 401);
  });

  it('keeps the id of a machine that joins again and ends its old credential', async () => {
    await using under = await openController();
    const first = await under.joinAgent('n');
    await first.report([targetOf()]);
    const second = await under.joinAgent('n');
    assert.equal(second.agentId, first.agentId);
    assert.notEqual(second.credential, first.credential);
    assert.equal((await first.report([])).statusCode, 401);
    assert.equal((await second.report([])).statusCode, 204);
  });

  it('tells an agent’s credential from another’s and from one made up', async () => {
    await using under = await openController();
    const a = await under.joinAgent('a');
    const b = await under.joinAgent('b');
    const mixed = a.credential.replace(a.agentId, b.agentId);
    const unknown = a.credential.replace(a.agentId, '00000000-0000-0000-0000-000000000000');
    for (const credential of [mixed, unknown, `${a.credential}x`, JOIN_TOKEN, "mpa_' or 1=1 --"]) {
      const headers = { authorization: `Bearer ${credential}` };
      const answer = await under.call({ url: '/agent/v1/assignments?version=0&waitMs=0', headers });
      assert.equal(answer.statusCode, 401, credential);
    }
  });

  it('stores no credential', async () => {
    await using under = await openController();
    const { credential } = await under.joinAgent();
    const agents = await under.asAdmin({ url: '/v1/agents' });
    assert.ok(!agents.body.includes(credential.slice(-43)));
  });
});

describe('inventory', () => {
  it('is what the agent last reported, with node and id, by service', async () => {
    await using under = await openController();
    const agent = await under.joinAgent('node-a');
    await agent.report([targetOf({ pid: 1, service: 'b' }), targetOf({ pid: 2, service: 'a', pod: 'p', threads: 1 })]);
    await agent.report([targetOf({ pid: 2, service: 'a', pod: 'p', threads: 9 }), targetOf({ pid: 3, service: 'c' })]);

    const { items } = (await under.asAdmin({ url: '/v1/targets' })).json<Page<ListedTarget>>();

    assert.deepEqual(
      items.map(({ pid }) => pid),
      [2, 3]
    );
    assert.deepEqual(items[0], {
      ...targetOf({ pid: 2, service: 'a', pod: 'p', threads: 9 }),
      id: `${agent.agentId}:2:4711`,
      agentId: agent.agentId,
      node: 'node-a',
      lastSeenAt: '2026-11-24T12:00:00.000Z',
    });
  });

  it('filters by labels and verdict, and pages', async () => {
    await using under = await openController();
    const a = await under.joinAgent('a');
    const b = await under.joinAgent('b');
    await a.report(
      [1, 2, 3].map((pid) => targetOf({ pid, service: `s${pid}`, ...(pid === 1 && { namespace: 'web' }) }))
    );
    await b.report([targetOf({ pid: 4, service: 's4', verdict: 'refused', reasonCode: 'zombie' })]);
    const pids = async (query: string) => {
      const answer = await under.asAdmin({ url: `/v1/targets?${query}` });
      return answer.json<Page<ListedTarget>>().items.map(({ pid }) => pid);
    };
    assert.deepEqual(await pids('node=a'), [1, 2, 3]);
    assert.deepEqual(await pids('service.name=s2'), [2]);
    assert.deepEqual(await pids('process_pid=3'), [3]);
    assert.deepEqual(await pids('process_pid=x'), []);
    assert.deepEqual(await pids('namespace=web'), [1]);
    assert.deepEqual(await pids('namespace='), [2, 3, 4]);
    assert.deepEqual(await pids('verdict=refused'), [4]);
    assert.deepEqual(await pids('process=envoy&node=b'), [4]);
    assert.deepEqual(await pids('search=S2'), [2]);
    assert.deepEqual(await pids('search=web+envoy'), [1]);
    assert.deepEqual(await pids('search=s4&verdict=profilable'), []);
    assert.deepEqual(await pids('search=s_'), [], 'an underscore means itself');
    assert.deepEqual(await pids('search=envoy&limit=2'), [1, 2]);
    const first = (await under.asAdmin({ url: '/v1/targets?limit=3' })).json<Page<ListedTarget>>();
    assert.deepEqual(await pids(`limit=3&cursor=${first.nextCursor}`), [4]);
    assert.equal((await under.asAdmin({ url: '/v1/targets?colour=red' })).statusCode, 400);
  });

  it('takes 20,000 targets, and a target named twice once', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const many = Array.from({ length: 20_000 }, (_, n) => targetOf({ pid: n + 1 }));
    assert.equal((await agent.report(many)).statusCode, 204);
    assert.equal((await under.asAdmin({ url: '/v1/agents' })).json<Page<Agent>>().items[0]?.targets, 20_000);
    assert.equal((await agent.report([...many, targetOf({ pid: 20_001 })])).statusCode, 400);
    assert.equal((await agent.report([targetOf(), targetOf()])).statusCode, 204);
    assert.equal((await under.asAdmin({ url: '/v1/agents' })).json<Page<Agent>>().items[0]?.targets, 1);
  });
});

describe('long poll', () => {
  // A poll that is not woken lasts 20 s, longer than the tests may.
  const options = { timeout: 15_000 };

  it('is woken by a task, and then knows its version', options, async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const { version } = await agent.poll(0);
    const waiting = agent.poll(version, 20_000);
    const task = await createTask(under, { frequencyHz: 49, durationMs: 3_000, events: ['on-cpu'] });

    const answer = await waiting;

    assert.notEqual(answer.version, version);
    assert.deepEqual(answer.assignments, [
      {
        taskId: task.id,
        targetId: task.targets[0]?.id,
        pid: 100,
        startTimeTicks: '4711',
        events: ['on-cpu'],
        frequencyHz: 49,
        durationMs: 3_000,
      },
    ]);
    assert.equal((await showTask(under, task.id)).state, 'dispatching');
  });

  it('answers the same version when nothing changes', options, async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const before = await agent.poll(0);
    assert.deepEqual(await agent.poll(before.version, 50), before);
  });

  it('is not woken by another node’s task', options, async () => {
    await using under = await openController();
    const [a, b] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await a.report([targetOf()]);
    const before = await b.poll(0);
    const waiting = b.poll(before.version, 300);
    await createTask(under);
    assert.deepEqual(await waiting, before);
  });

  it('proves no life of an agent that hung up', options, async () => {
    const under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const server = Fastify();
    await server.register(under.controller.register);
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const hangUp = new AbortController();
    const poll = fetch(`${url}/agent/v1/assignments?version=0&waitMs=20000`, {
      headers: { authorization: `Bearer ${agent.credential}` },
      signal: hangUp.signal,
    });
    const waiting = async () => (await under.call({ url: '/metrics' })).body.includes('waiting_polls 1');
    while (!(await waiting())) await new Promise((resolve) => setTimeout(resolve, 10));
    under.clock.nowMs += 10_000;
    hangUp.abort();
    await assert.rejects(poll);
    while (await waiting()) await new Promise((resolve) => setTimeout(resolve, 10));
    const { items } = (await under.asAdmin({ url: '/v1/agents' })).json<Page<Agent>>();
    assert.equal(items[0]?.lastSeenAt, '2026-11-24T12:00:00.000Z');
    assert.equal((await createTask(under)).state, 'scheduled');
    await server.close();
    await under[Symbol.asyncDispose]();
  });

  it('ends when the controller closes', options, async () => {
    const under = await openController();
    const agent = await under.joinAgent();
    const { version } = await agent.poll(0);
    const waiting = agent.poll(version, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await under.controller.close();
    await waiting;
    await under[Symbol.asyncDispose]();
  });

  for (const query of ['', 'version=0', 'version=-1&waitMs=0', 'version=0&waitMs=25001', 'version=0&waitMs=1e9']) {
    it(`refuses ?${query}`, async () => {
      await using under = await openController();
      const agent = await under.joinAgent();
      assert.equal((await agent.call({ url: `/agent/v1/assignments?${query}` })).statusCode, 400);
    });
  }
});

describe('a body that is gzipped', () => {
  const LIMIT_BYTES = 16 * 1024 * 1024;
  const post = async (url: string, payload: Buffer, encoding = 'gzip') => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    const answer = await agent.call({ method: 'POST', url, headers, payload });
    const { items } = (await under.asAdmin({ url: '/v1/targets' })).json<Page<ListedTarget>>();
    return { status: answer.statusCode, code: problemCode(answer.body), pids: items.map(({ pid }) => pid) };
  };
  const problemCode = (body: string) => (body === '' ? undefined : (JSON.parse(body) as { code?: string }).code);
  const inventory = '/agent/v1/inventory';
  const report = Buffer.from(JSON.stringify({ targets: [targetOf({ pid: 7 })] }));

  it('is taken as a report of processes', async () => {
    assert.deepEqual(await post(inventory, gzipSync(report)), { status: 204, code: undefined, pids: [7] });
  });

  it('may not become larger than one that is not, however small it is', async () => {
    const spaces = Buffer.alloc(LIMIT_BYTES, ' ');
    const bomb = gzipSync(Buffer.concat([report, spaces]));
    assert.ok(bomb.length < LIMIT_BYTES / 500);
    assert.deepEqual(await post(inventory, bomb), { status: 413, code: 'body-too-large', pids: [] });
  });

  it('is refused if it is none, or not all of it, or not JSON', async () => {
    for (const payload of [report, gzipSync(report).subarray(0, -9), gzipSync('{"targets":'), gzipSync('')]) {
      assert.deepEqual(await post(inventory, payload), { status: 400, code: 'invalid-request', pids: [] });
    }
  });

  it('is refused where nobody needs it, and in other ways', async () => {
    const refused = { status: 415, code: 'unsupported-media-type', pids: [] };
    assert.deepEqual(await post('/agent/v1/status', gzipSync('{}')), refused);
    assert.deepEqual(await post(inventory, brotliCompressSync(report), 'br'), refused);
    assert.deepEqual(await post(inventory, gzipSync(gzipSync(report)), 'gzip, gzip'), refused);
  });
});
