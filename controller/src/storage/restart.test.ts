import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { forEachDatabase } from '../testing/each-database.ts';
import { createController } from '../controller.ts';
import {
  createTask,
  JOIN_TOKEN,
  openController,
  SECRET,
  showTask,
  targetOf,
  TOKEN,
} from '../testing/controller-under-test.ts';

describe('a restarted controller', () => {
  forEachDatabase((databases) => {
    it('knows every task, target, agent and version that it knew', async () => {
      const database = await databases.create();
      const first = await openController({ database });
      const agent = await first.joinAgent();
      await agent.report([targetOf()]);
      const waiting = await createTask(first);
      const running = await createTask(first, { title: 'running' });
      await agent.status(running, 'running');
      const before = await agent.poll(0);
      const seen = [await showTask(first, waiting.id), await showTask(first, running.id)];
      await first[Symbol.asyncDispose]();

      await using second = await openController({ database });

      assert.deepEqual([await showTask(second, waiting.id), await showTask(second, running.id)], seen);
      const { items } = (await second.asAdmin({ url: '/v1/targets' })).json<{ items: { pid: number }[] }>();
      assert.deepEqual(
        items.map(({ pid }) => pid),
        [100]
      );
      // The agent goes on with the credential and the version it has.
      const again = (version: number) =>
        second.call({
          url: `/agent/v1/assignments?version=${version}&waitMs=0`,
          headers: { authorization: `Bearer ${agent.credential}` },
        });
      assert.deepEqual((await again(before.version)).json(), before);
      await second.asAdmin({ method: 'POST', url: `/v1/tasks/${waiting.id}/cancel` });
      const changed = (await again(before.version)).json<{ version: number }>();
      assert.notEqual(changed.version, before.version);
    });

    it('blames no agent and no task for the time it was away', async () => {
      const database = await databases.create();
      const first = await openController({ database });
      const agent = await first.joinAgent();
      await agent.report([targetOf()]);
      const waiting = await createTask(first);
      const running = await createTask(first);
      await agent.status(running, 'running');
      await first[Symbol.asyncDispose]();

      const later = first.clock.nowMs + 3_600_000;
      const clock = { nowMs: later };
      await using second = await openController({ database, now: () => clock.nowMs });
      await second.controller.applyDeadlines();
      assert.equal((await showTask(second, waiting.id)).targets[0]?.state, 'waiting');
      assert.equal((await showTask(second, running.id)).targets[0]?.state, 'running');

      clock.nowMs = later + 61_000;
      await second.controller.applyDeadlines();
      assert.equal((await showTask(second, waiting.id)).reasonCode, 'not-dispatched');
      assert.equal((await showTask(second, running.id)).reasonCode, 'agent-lost');
    });
  });

  it('refuses a file that is no database', async () => {
    await assert.rejects(createController({ database: tmpdir() }), /unable to open database file/);
  });

  it('answers on a real port as it does in a test', async () => {
    const controller = await createController({
      database: ':memory:',
      secret: SECRET,
      token: TOKEN,
      joinToken: JOIN_TOKEN,
    });
    const server = Fastify();
    await server.register(controller.register);
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`${url}/v1/tasks`, { headers: { authorization: `Bearer ${TOKEN}` } });
    assert.deepEqual(await answer.json(), { items: [] });
    await server.close();
    await controller.close();
  });
});
