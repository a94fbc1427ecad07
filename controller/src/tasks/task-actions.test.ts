import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeletedTask, Page, Problem, Task, TaskPlan } from '@meshprof/contracts';
import {
  type ControllerUnderTest,
  createTask,
  openController,
  showTask,
  targetOf,
} from '../testing/controller-under-test.ts';

const OPTIONS = {
  durationMs: 20_000,
  frequencyHz: 49,
  events: ['off-cpu'],
  offCpu: { stacksPerSecond: 100, wakers: true },
  maxTargets: 5,
  agentCpuPercent: 10,
  title: 'slow',
  note: 'since the deploy',
  tags: ['incident-7', 'envoy'],
};

async function withEnvoy(): Promise<ControllerUnderTest> {
  const under = await openController();
  const agent = await under.joinAgent();
  await agent.report([targetOf({ pid: 1 }), targetOf({ pid: 2, process: 'nginx', service: 'web' })]);
  return under;
}

describe('POST /v1/tasks/plan', () => {
  const plan = async (under: ControllerUnderTest, body: object) => {
    const answer = await under.asAdmin({ method: 'POST', url: '/v1/tasks/plan', payload: body });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<TaskPlan>();
  };

  it('says who matches, who is left out and why, and stores nothing', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const zombie = targetOf({ pid: 9, verdict: 'refused', reasonCode: 'zombie' });
    await agent.report([...[1, 2, 3, 4].map((pid) => targetOf({ pid })), zombie]);
    const body = { selector: { process: 'envoy' }, maxTargets: 3 };
    const planned = await plan(under, body);
    assert.equal(planned.targetsTotal, 3);
    assert.equal(planned.nodes, 1);
    assert.deepEqual(
      planned.leftOut.map(({ reasonCode, count, examples }) => [reasonCode, count, examples.length]),
      [
        ['zombie', 1, 1],
        ['max-targets', 1, 1],
      ]
    );
    assert.ok(planned.leftOut.every(({ reason, remedy }) => reason !== '' && remedy !== undefined));
    assert.deepEqual(planned.startsAt, ['2026-11-24T12:00:00.000Z']);
    assert.deepEqual((await under.asAdmin({ url: '/v1/tasks' })).json(), { items: [] });
    // What is created then is what was planned.
    const { targets } = await createTask(under, body);
    const chosen = targets.filter(({ state }) => state === 'waiting').map(({ id }) => id);
    assert.deepEqual(
      chosen,
      planned.targets.map(({ id }) => id)
    );
  });

  it(
    'chooses of more processes than memory is for, and creates the task of the same',
    { timeout: 120_000 },
    async () => {
      await using under = await openController();
      for (const node of ['one', 'two']) {
        const agent = await under.joinAgent(node);
        await agent.report(Array.from({ length: 12_000 }, (_, index) => targetOf({ pid: index + 1 })));
      }
      const body = { selector: { process: { op: '=~', value: 'env.*' } }, maxTargets: 1_000 };
      const planned = await plan(under, body);
      assert.deepEqual([planned.targetsTotal, planned.nodes], [1_000, 2]);
      assert.deepEqual(
        planned.leftOut.map(({ reasonCode, count, examples }) => [reasonCode, count, examples.length]),
        [['max-targets', 23_000, 10]]
      );
      const { targets, leftOut } = await createTask(under, body);
      assert.equal(new Set(targets.map(({ id }) => id)).size, 1_000);
      assert.deepEqual(
        targets.slice(0, planned.targets.length).map(({ id }) => id),
        planned.targets.map(({ id }) => id)
      );
      assert.deepEqual(
        leftOut.map(({ reasonCode, count }) => [reasonCode, count]),
        [['max-targets', 23_000]]
      );
    }
  );

  it('says how many processes are more than their agent holds sessions', async () => {
    await using under = await openController();
    const [crowded, other] = [await under.joinAgent('crowded'), await under.joinAgent('other')];
    await crowded.tellLimits({ maxSessions: 2 });
    for (const agent of [crowded, other]) await agent.report([1, 2, 3, 4, 5].map((pid) => targetOf({ pid })));
    const body = { selector: { process: 'envoy' } };
    const planned = await plan(under, body);
    // The other one has told no limits.
    assert.deepEqual([planned.targetsTotal, planned.nodes], [7, 2]);
    assert.deepEqual(
      planned.leftOut.map(({ reasonCode, count, examples }) => [reasonCode, count, examples.length]),
      [['agent-busy', 3, 3]]
    );
    // The same of them are left out of the task, with the same reason.
    const { targets, leftOut } = await createTask(under, body);
    assert.deepEqual(
      targets.map(({ id }) => id),
      planned.targets.map(({ id }) => id)
    );
    assert.deepEqual(
      leftOut.map(({ reasonCode, count }) => [reasonCode, count]),
      [['agent-busy', 3]]
    );
  });

  it('counts samples by frequency, time and threads, and keeps within the budget', async () => {
    await using under = await withEnvoy();
    const { cost } = await plan(under, { selector: { process: 'envoy' }, durationMs: 10_000, events: ['on-cpu'] });
    assert.equal(cost.onCpuSamplesTypical, 990);
    assert.equal(cost.onCpuSamplesAtMost, 4 * 990);
    assert.equal(cost.offCpuStacksAtMost, 0);
    assert.ok(cost.spoolBytes > 0 && cost.spoolBytes === cost.storeBytes);
    const tight = await plan(under, { selector: { process: 'envoy' }, durationMs: 10_000, agentCpuPercent: 1 });
    assert.equal(tight.cost.agentCpuMs, 100);
    assert.equal(tight.cost.agentCpuPercent, 1);
  });

  it('answers with nothing where nothing matches, and shows the times of a schedule', async () => {
    await using under = await openController();
    const schedule = { cron: '0 9 * * 1-5', timeZone: 'Europe/Berlin' };
    const planned = await plan(under, { selector: { process: 'none' }, schedule });
    assert.equal(planned.targetsTotal, 0);
    assert.deepEqual(planned.startsAt.slice(0, 3), [
      '2026-11-25T08:00:00.000Z',
      '2026-11-26T08:00:00.000Z',
      '2026-11-27T08:00:00.000Z',
    ]);
  });
});

describe('copies of a task', () => {
  it('rerun asks for the same again, at once, once for each key', async () => {
    await using under = await withEnvoy();
    const task = await createTask(under, OPTIONS);
    const rerun = () =>
      under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/rerun`, headers: { 'idempotency-key': 'again' } });
    const first = await rerun();
    assert.equal(first.statusCode, 201, first.body);
    const copy = first.json<Task>();
    const { durationMs, frequencyHz, events, offCpu, maxTargets, agentCpuPercent, title, note, tags } = copy;
    assert.deepEqual(
      { durationMs, frequencyHz, events, offCpu, maxTargets, agentCpuPercent, title, note, tags },
      OPTIONS
    );
    assert.equal(copy.copyOf, task.id);
    const second = await rerun();
    assert.deepEqual([second.statusCode, second.json<Task>().id], [200, copy.id]);
    // The same key with another task is another request.
    const other = await under.asAdmin({
      method: 'POST',
      url: `/v1/tasks/${copy.id}/rerun`,
      headers: { 'idempotency-key': 'again' },
    });
    assert.equal(other.json<Problem>().code, 'idempotency-key-reused');
  });

  it('clone replaces what the body names', async () => {
    await using under = await withEnvoy();
    const task = await createTask(under, OPTIONS);
    const answer = await under.asAdmin({
      method: 'POST',
      url: `/v1/tasks/${task.id}/clone`,
      payload: { frequencyHz: 199, selector: { process: 'nginx' } },
    });
    const clone = answer.json<Task>();
    assert.deepEqual([clone.frequencyHz, clone.durationMs, clone.targets[0]?.pid], [199, 20_000, 2]);
    const wrong = await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/clone`, payload: { hz: 1 } });
    assert.equal(wrong.statusCode, 400);
  });

  it('answers 404 for a task that is not there', async () => {
    await using under = await withEnvoy();
    for (const action of ['rerun', 'clone']) {
      const answer = await under.asAdmin({ method: 'POST', url: `/v1/tasks/none/${action}`, payload: {} });
      assert.equal(answer.json<Problem>().code, 'not-found', action);
    }
  });
});

describe('DELETE /v1/tasks/{id}', () => {
  it('refuses a running task, forgets an ended one, and says that its profiles stay', async () => {
    await using under = await withEnvoy();
    const task = await createTask(under, OPTIONS);
    const remove = () => under.asAdmin({ method: 'DELETE', url: `/v1/tasks/${task.id}` });
    assert.equal((await remove()).json<Problem>().code, 'conflict');
    await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` });
    const deleted = (await remove()).json<DeletedTask>();
    assert.deepEqual([deleted.id, deleted.profiles], [task.id, 'kept']);
    assert.match(deleted.detail, /profile store.*retention/);
    assert.equal((await under.asAdmin({ url: `/v1/tasks/${task.id}` })).statusCode, 404);
    assert.equal((await remove()).statusCode, 404);
  });

  it('tells an agent that comes back with it to stop', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, { durationMs: 600_000 });
    await agent.status(task, 'running');
    under.clock.nowMs += 60_000;
    await under.controller.applyDeadlines();
    assert.equal((await showTask(under, task.id)).targets[0]?.state, 'lost');
    assert.equal((await agent.poll(0)).assignments.length, 1);
    await under.asAdmin({ method: 'DELETE', url: `/v1/tasks/${task.id}` });
    assert.deepEqual((await agent.poll(0)).assignments, []);
    assert.deepEqual(await agent.status(task, 'running'), { stop: true });
  });
});

describe('the list of tasks', () => {
  it('filters by tag, author, origin, time and what the selector names', async () => {
    await using under = await withEnvoy();
    const tagged = await createTask(under, OPTIONS);
    under.clock.nowMs += 20_000;
    const bySelector = await createTask(under, { selector: { 'service.name': { op: '=', value: 'web' } } });
    const byPattern = await createTask(under, { selector: { process: { op: '=~', value: 'env.*' } } });
    const list = async (query: string) => {
      const answer = await under.asAdmin({ url: `/v1/tasks?${query}` });
      assert.equal(answer.statusCode, 200, answer.body);
      return new Set(answer.json<Page<Task>>().items.map(({ id }) => id));
    };
    assert.deepEqual(await list('tag=incident-7'), new Set([tagged.id]));
    assert.deepEqual(await list('tag=incident'), new Set());
    assert.deepEqual(await list('service.name=web'), new Set([bySelector.id]));
    assert.deepEqual(await list('process=envoy'), new Set([tagged.id]));
    assert.deepEqual(await list('origin=user&author=local'), new Set([tagged.id, bySelector.id, byPattern.id]));
    assert.deepEqual(await list('origin=alert'), new Set());
    assert.deepEqual(await list('author=mia'), new Set());
    assert.deepEqual(await list('createdFrom=2026-11-24T12:00:10Z'), new Set([bySelector.id, byPattern.id]));
    assert.deepEqual(await list('createdBefore=2026-11-24T12:00:10Z'), new Set([tagged.id]));
    assert.deepEqual(await list('tag=envoy&process=envoy&state=scheduled'), new Set([tagged.id]));
  });

  it('searches what people wrote, what the selector wants and what is known of the processes', async () => {
    await using under = await withEnvoy();
    const slow = await createTask(under, { title: 'Why is 100%_of it slow?', selector: { process: 'envoy' } });
    const faults = await createTask(under, {
      events: ['page-fault'],
      tags: ['release-9'],
      selector: { process: 'envoy' },
    });
    await under.asAdmin({ method: 'POST', url: `/v1/tasks/${faults.id}/cancel` });
    const list = async (query: string) => {
      const answer = await under.asAdmin({ url: `/v1/tasks?${query}` });
      assert.equal(answer.statusCode, 200, answer.body);
      return new Set(answer.json<Page<Task>>().items.map(({ id }) => id));
    };
    const pid = slow.targets[0]?.pid;
    assert.deepEqual(await list('search=WHY+slow'), new Set([slow.id]));
    assert.deepEqual(await list('search=100%25_'), new Set([slow.id]));
    assert.deepEqual(await list('search=1%25slow'), new Set(), 'a percent sign means itself');
    assert.deepEqual(await list('search=release-9'), new Set([faults.id]));
    assert.deepEqual(await list(`search=ENVOY+${pid}+local`), new Set([slow.id, faults.id]));
    assert.deepEqual(await list('search=envoy+elsewhere'), new Set());
    assert.deepEqual(await list('event=page-fault'), new Set([faults.id]));
    assert.deepEqual(await list('event=on-cpu'), new Set([slow.id]));
    assert.deepEqual(await list('state=scheduled&state=running'), new Set([slow.id]));
    assert.deepEqual(await list('state=scheduled&state=cancelled'), new Set([slow.id, faults.id]));
  });
});
