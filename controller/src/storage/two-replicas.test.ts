import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AGENT_LOST_MS, type Task } from '@meshprof/contracts';
import { AgentPresence } from '../agents/agent-presence.ts';
import {
  type AgentUnderTest,
  type ControllerUnderTest,
  createTask,
  openController,
  PROGRESS,
  showTask,
  targetOf,
} from '../testing/controller-under-test.ts';
import { openStorage } from './open-storage.ts';
import { forPostgres } from '../testing/each-database.ts';

describe('two controllers over one database', { timeout: 120_000 }, () => {
  forPostgres((cluster) => {
    const AGENTS = 6;

    it('lose no report of many that come to both at once', async () => {
      await using replicas = await openReplicas(await cluster().createDatabase('reports'));
      const { first, second } = replicas;
      const agents = await joinAgents(first, AGENTS);
      const task = await createTask(first);
      assert.equal(task.targets.length, AGENTS);
      const rounds = [1, 2, 3, 4, 5];
      await Promise.all(
        agents.map(async (agent, index) => {
          const via = (replica: ControllerUnderTest, state: string, samplesKept: number) =>
            report(replica, agent, task, { state, samplesKept });
          await Promise.all([via(first, 'running', 1), via(second, 'running', 2)]);
          for (const round of rounds) {
            const kept = index * 1_000 + round * 10;
            await Promise.all([
              via(first, 'running', kept),
              via(second, 'running', kept + 1),
              via(first, 'draining', kept),
            ]);
          }
        })
      );
      // All at the same moment: each of them may be the one that ends the task.
      await Promise.all(
        agents.map((agent, index) => {
          const last = { state: 'completed', samplesKept: index * 1_000 + 99 };
          return report(index % 2 === 0 ? first : second, agent, task, last);
        })
      );
      const ended = await showTask(second, task.id);
      assert.equal(ended.state, 'completed');
      const kept = new Map(ended.targets.map(({ agentId, progress }) => [agentId, progress.samplesKept]));
      assert.deepEqual(
        agents.map(({ agentId }) => kept.get(agentId)),
        agents.map((_, index) => index * 1_000 + 99)
      );
    });

    it('let a cancellation win over reports that come at the same time', async () => {
      await using replicas = await openReplicas(await cluster().createDatabase('cancellation'));
      const { first, second } = replicas;
      const agents = await joinAgents(first, AGENTS);
      for (const _ of [1, 2, 3]) {
        const task = await createTask(first);
        await Promise.all([
          ...agents.map((agent) => report(second, agent, task, { state: 'running', samplesKept: 2 })),
          first.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` }),
          ...agents.map((agent) => report(first, agent, task, { state: 'draining', samplesKept: 3 })),
        ]);
        const { assignments } = await (agents[0] ?? assert.fail()).poll(0);
        assert.deepEqual(assignments, []);
        await Promise.all(agents.map((agent) => report(second, agent, task, { state: 'cancelled', samplesKept: 4 })));
        assert.equal((await showTask(first, task.id)).state, 'cancelled');
      }
    });

    it('store one task for one idempotency key', async () => {
      await using replicas = await openReplicas(await cluster().createDatabase('idempotency'));
      const { first, second } = replicas;
      await joinAgents(first, 1);
      const create = (replica: ControllerUnderTest) =>
        replica.asAdmin({
          method: 'POST',
          url: '/v1/tasks',
          headers: { 'idempotency-key': 'once' },
          payload: { selector: { process: 'envoy' } },
        });
      const answers = await Promise.all([1, 2, 3, 4].flatMap(() => [create(first), create(second)]));
      assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);
      const { items } = (await first.asAdmin({ url: '/v1/tasks' })).json<{ items: Task[] }>();
      assert.equal(items.length, 1);
    });

    it('make one agent of a machine that joins at both', async () => {
      await using replicas = await openReplicas(await cluster().createDatabase('joining'));
      const { first, second } = replicas;
      const joined = await Promise.all([1, 2, 3].flatMap(() => [first.joinAgent(), second.joinAgent()]));
      assert.equal(new Set(joined.map(({ agentId }) => agentId)).size, 1);
    });

    it('take inventories of one agent one after the other', async () => {
      await using replicas = await openReplicas(await cluster().createDatabase('inventories'));
      const { first, second } = replicas;
      const [agent] = await joinAgents(first, 1);
      const targets = (from: number) => Array.from({ length: 20 }, (_, index) => targetOf({ pid: from + index }));
      const answers = await Promise.all(
        [100, 105, 110, 115].flatMap((from) =>
          [first, second].map((replica) =>
            replica.call({
              method: 'POST',
              url: '/agent/v1/inventory',
              headers: { authorization: `Bearer ${agent?.credential}` },
              payload: { targets: targets(from) },
            })
          )
        )
      );
      assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [204]);
      const { items } = (await first.asAdmin({ url: '/v1/targets' })).json<{ items: object[] }>();
      assert.equal(items.length, 20);
    });

    it('do not take for lost an agent that only the other one hears', async () => {
      const database = await cluster().createDatabase('presence');
      await using replicas = await openReplicas(database);
      const { first, second, clock } = replicas;
      const [agent = assert.fail()] = await joinAgents(first, 1);
      const task = await createTask(first, { durationMs: 600_000 });
      await report(first, agent, task, { state: 'running', samplesKept: 1 });
      const storage = await openStorage(database);
      const otherPresence = new AgentPresence(storage, () => clock.nowMs);
      for (let passed = 0; passed < 3 * AGENT_LOST_MS; passed += 5_000) {
        clock.nowMs += 5_000;
        otherPresence.touch(agent.agentId);
      }
      await otherPresence.close();
      await storage.destroy();
      await second.controller.applyDeadlines();
      assert.equal((await showTask(second, task.id)).state, 'running');
      const stateOf = async () =>
        (await second.asAdmin({ url: '/v1/agents' })).json<{ items: { state: string }[] }>().items[0]?.state;
      assert.equal(await stateOf(), 'connected');
      clock.nowMs += AGENT_LOST_MS;
      await second.controller.applyDeadlines();
      assert.equal(await stateOf(), 'lost');
      assert.equal((await showTask(second, task.id)).reasonCode, 'agent-lost');
    });
  });
});

async function openReplicas(database: string) {
  const clock = { nowMs: Date.parse('2026-11-24T12:00:00Z') };
  const now = () => clock.nowMs;
  const [first, second] = await Promise.all([openController({ database, now }), openController({ database, now })]);
  return {
    first,
    second,
    clock,
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
    },
  };
}

async function joinAgents(replica: ControllerUnderTest, count: number): Promise<AgentUnderTest[]> {
  const agents = await Promise.all(Array.from({ length: count }, (_, index) => replica.joinAgent(`node-${index}`)));
  for (const agent of agents) await agent.report([targetOf()]);
  return agents;
}

async function report(
  replica: ControllerUnderTest,
  agent: AgentUnderTest,
  task: Task,
  { state, samplesKept }: { state: string; samplesKept: number }
): Promise<void> {
  const targetId = task.targets.find((target) => target.agentId === agent.agentId)?.id;
  const answer = await replica.call({
    method: 'POST',
    url: '/agent/v1/status',
    headers: { authorization: `Bearer ${agent.credential}` },
    payload: { taskId: task.id, targetId, state, progress: { ...PROGRESS, samplesKept } },
  });
  assert.equal(answer.statusCode, 200, answer.body);
}
