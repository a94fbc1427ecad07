import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import type { Task } from '@meshprof/contracts';
import { forPostgres } from '../testing/each-database.ts';
import { LEAD_MS } from '../tasks/start-time.ts';
import { callJson, HttpAgent, type Polled } from '../testing/http-agent.ts';
import { type ServiceProcess, startServiceProcess } from '../testing/service-process.ts';

const TOKEN = 'a-token-for-replica-tests';
const JOIN_TOKEN = 'a-join-token-for-replica-tests';

/** Two real processes on one PostgreSQL. */
describe('two replicas of the controller', { timeout: 240_000 }, () => {
  forPostgres((cluster) => {
    const start = (databaseUrl: string) =>
      startServiceProcess({ DATABASE_URL: databaseUrl, MESHPROF_TOKEN: TOKEN, MESHPROF_JOIN_TOKEN: JOIN_TOKEN });
    const startTwo = async (name: string) => {
      const url = await cluster().createDatabase(name);
      // Together, on an empty database: both want to make the tables.
      return Promise.all([start(url), start(url)]);
    };

    it('answer an agent that waits at one when the other gets its task', async () => {
      const [first, second] = await startTwo('polls');
      const agent = await HttpAgent.join(first.url, { node: 'n', joinToken: JOIN_TOKEN });
      await agent.report(first.url);
      const before = await agent.poll(second.url);
      const waiting = agent.poll(second.url, { version: before.version, waitMs: 25_000 });
      await sleep(200);
      const askedAt = performance.now();
      const task = await createTask(first);
      assert.deepEqual(
        (await waiting).assignments.map(({ taskId }) => taskId),
        [task.id]
      );
      // Far below the 25 s after which it would have looked anyway.
      assert.ok(performance.now() - askedAt < 15_000);
      await Promise.all([first.end('SIGKILL'), second.end('SIGKILL')]);
    });

    it('go on when the leader is killed: tasks end in a true state, nothing is doubled', async () => {
      const replicas = await startTwo('kill');
      const { leader, other } = await findLeader(replicas);
      const silent = await HttpAgent.join(leader.url, { node: 'silent', joinToken: JOIN_TOKEN });
      const healthy = await HttpAgent.join(leader.url, { node: 'healthy', joinToken: JOIN_TOKEN });
      for (const agent of [silent, healthy]) await agent.report(leader.url);
      const key = { 'idempotency-key': 'once' };
      const task = await createTask(leader, key);
      const [ofSilent, ofHealthy] = [await silent.poll(leader.url), await healthy.poll(leader.url)];
      for (const [agent, polled] of [
        [silent, ofSilent],
        [healthy, ofHealthy],
      ] as const) {
        await agent.status(leader.url, polled.assignments[0] ?? assert.fail(), 'running');
      }

      await leader.end('SIGKILL');
      // The client that got no answer asks again, the agents go to whom they reach.
      assert.equal((await createTask(other, key)).id, task.id);
      await healthy.status(other.url, ofHealthy.assignments[0] ?? assert.fail(), 'completed');
      await until(() => isLeader(other));
      // The new leader notices that the silent agent is gone.
      await until(async () => (await show(other, task)).state === 'partial');
      const ended = await show(other, task);
      const states = new Map(ended.targets.map((target) => [target.node, [target.state, target.reasonCode]]));
      assert.deepEqual(states.get('healthy'), ['completed', undefined]);
      assert.deepEqual(states.get('silent'), ['lost', 'agent-lost']);
      const { items } = await callJson<{ items: Task[] }>(`${other.url}/v1/tasks`, { bearer: TOKEN });
      assert.equal(items.length, 1);
      await other.end('SIGKILL');
    });

    it('begin what is scheduled at its time when the leader is killed before it has chosen the processes', async () => {
      const replicas = await startTwo('schedule');
      const { leader, other } = await findLeader(replicas);
      const agent = await HttpAgent.join(leader.url, { node: 'n', joinToken: JOIN_TOKEN });
      await agent.report(leader.url);
      // Processes are chosen LEAD_MS ahead: by nobody yet.
      const startAtMs = Date.now() + LEAD_MS + 4_000;
      const body = { selector: { process: 'envoy' }, startAt: new Date(startAtMs).toISOString(), durationMs: 10_000 };
      const task = await callJson<Task>(`${leader.url}/v1/tasks`, { body, bearer: TOKEN });
      assert.deepEqual(task.targets, []);
      await leader.end('SIGKILL');
      let assigned: Polled['assignments'][number] | undefined;
      await until(async () => {
        [assigned] = (await agent.poll(other.url)).assignments;
        return assigned !== undefined;
      });
      // Told so long ahead, by the other replica, that its timer can do the rest.
      const toldAtMs = Date.now();
      const { taskId, startInMs = 0 } = assigned ?? assert.fail();
      assert.equal(taskId, task.id);
      assert.ok(startInMs > 10_000, `${startInMs} ms ahead`);
      assert.ok(Math.abs(toldAtMs + startInMs - startAtMs) < 1_000, `${toldAtMs + startInMs - startAtMs} ms off`);
      await other.end('SIGKILL');
    });

    it('have another leader when one hangs, and never two', async () => {
      const replicas = await startTwo('hang');
      const { leader, other } = await findLeader(replicas);
      leader.child.kill('SIGSTOP');
      await until(() => isLeader(other));
      leader.child.kill('SIGCONT');
      assert.equal(await isLeader(leader), false);
      assert.equal(await isLeader(other), true);
      // It is still of use, and takes over in its turn.
      await other.end('SIGTERM');
      await until(() => isLeader(leader));
      await leader.end('SIGKILL');
    });

    it('choose a leader again after the database was gone', async () => {
      const replicas = await startTwo('restart');
      await findLeader(replicas);
      await cluster().stop();
      await cluster().start();
      await findLeader(replicas);
      await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
    });
  });
});

function createTask(replica: ServiceProcess, headers: Record<string, string> = {}): Promise<Task> {
  const body = { selector: { process: 'envoy' }, durationMs: 600_000 };
  return callJson(`${replica.url}/v1/tasks`, { body, bearer: TOKEN, headers });
}

function show(replica: ServiceProcess, task: Task): Promise<Task> {
  return callJson(`${replica.url}/v1/tasks/${task.id}`, { bearer: TOKEN });
}

async function isLeader(replica: ServiceProcess): Promise<boolean> {
  const answer = await fetch(`${replica.url}/metrics`);
  return /^meshprof_controller_leader 1$/m.test(await answer.text());
}

async function findLeader(replicas: readonly ServiceProcess[]) {
  for (;;) {
    const leads = await Promise.all(replicas.map(isLeader));
    assert.ok(leads.filter(Boolean).length < 2, 'two leaders at a time');
    const [leader, other] = [replicas[leads.indexOf(true)], replicas[leads.indexOf(false)]];
    if (leader !== undefined && other !== undefined) return { leader, other };
    await sleep(100);
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(200);
}
