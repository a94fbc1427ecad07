import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AGENT_LOST_MS, type Page, type Problem, type Task } from '@meshprof/contracts';
import { createTask, openController, showTask, targetOf } from '../testing/controller-under-test.ts';

describe('POST /v1/tasks', () => {
  it('starts a task on the processes that match now', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf({ pid: 1 }), targetOf({ pid: 2, process: 'nginx', service: 'web' })]);

    const created = await under.asAdmin({
      method: 'POST',
      url: '/v1/tasks',
      payload: { selector: { process: 'envoy' }, durationMs: 5_000, title: 'slow' },
    });

    assert.equal(created.statusCode, 201);
    const task = created.json<Task>();
    assert.equal(created.headers.location, `/v1/tasks/${task.id}`);
    assert.deepEqual(
      { ...task, id: '', targets: task.targets.map(({ pid, state }) => ({ pid, state })) },
      {
        id: '',
        title: 'slow',
        note: '',
        tags: [],
        state: 'scheduled',
        selector: { process: 'envoy' },
        events: ['on-cpu', 'off-cpu'],
        frequencyHz: 99,
        durationMs: 5_000,
        maxTargets: 1_000,
        beforeMs: 0,
        origin: 'user',
        author: 'local',
        createdAt: '2026-11-24T12:00:00.000Z',
        startAt: '2026-11-24T12:00:00.000Z',
        leftOut: [],
        targets: [{ pid: 1, state: 'waiting' }],
      }
    );
    assert.deepEqual(await showTask(under, task.id), task);
  });

  it('lists a refused process as skipped, with the reason and what to do', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const refused = targetOf({ pid: 2, verdict: 'refused', reasonCode: 'zombie', reason: 'It is a zombie.' });
    await agent.report([targetOf({ pid: 1 }), refused]);

    const { targets } = await createTask(under);

    assert.equal(targets[1]?.state, 'skipped');
    assert.equal(targets[1]?.reasonCode, 'zombie');
    assert.match(targets[1]?.reason ?? '', /has ended/);
    assert.match(targets[1]?.remedy ?? '', /running process/);
    const { assignments } = await agent.poll(0);
    assert.deepEqual(
      assignments.map(({ targetId }) => targetId),
      [targets[0]?.id]
    );
  });

  it('fails at once, with the reason, where every process is refused', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf({ verdict: 'refused', reasonCode: 'no-permission' })]);
    const task = await createTask(under);
    assert.equal(task.state, 'failed');
    assert.equal(task.reasonCode, 'no-permission');
    assert.equal(task.endedAt, '2026-11-24T12:00:00.000Z');
  });

  it('answers 422 where nothing matches, and where only lost agents have a match', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const request = (selector: object) => ({ method: 'POST', url: '/v1/tasks', payload: { selector } }) as const;

    const none = await under.asAdmin(request({ process: 'no-such' }));
    assert.equal(none.statusCode, 422);
    assert.equal(none.json<Problem>().code, 'no-matching-target');

    under.clock.nowMs += AGENT_LOST_MS;
    const lost = await under.asAdmin(request({ process: 'envoy' }));
    assert.equal(lost.json<Problem>().code, 'no-matching-target');
    assert.match(lost.json<Problem>().detail ?? '', /agents do not answer/);
  });

  it('points at every wrong field', async () => {
    await using under = await openController();
    const answer = await under.asAdmin({
      method: 'POST',
      url: '/v1/tasks',
      payload: { selector: { proces: 'x' }, frequencyHz: 1000, events: ['on-gpu'], durationMs: '5s', 'a/b~c': 1 },
    });
    assert.equal(answer.statusCode, 400);
    const paths = answer.json<Problem>().errors?.map(({ path }) => path);
    assert.deepEqual(
      new Set(paths),
      new Set(['/a~1b~0c', '/selector/proces', '/events/0', '/frequencyHz', '/durationMs'])
    );
  });

  it('points at a regular expression that is none', async () => {
    await using under = await openController();
    const selector = { 'service.name': { op: '=~', value: '(' } };
    const answer = await under.asAdmin({ method: 'POST', url: '/v1/tasks', payload: { selector } });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json<Problem>().errors?.[0]?.path, '/selector/service.name/value');
  });
});

describe('GET /v1/tasks', () => {
  it('pages newest first, and neither skips nor repeats while others create tasks', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const old: string[] = [];
    for (let n = 0; n < 25; n++) {
      // Several of one millisecond: then the id decides.
      if (n % 3 === 0) under.clock.nowMs += 1;
      old.push((await createTask(under)).id);
    }

    const seen: Task[] = [];
    let cursor: string | undefined;
    do {
      const url = `/v1/tasks?limit=4${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const page: Page<Task> = (await under.asAdmin({ url })).json();
      assert.ok(page.items.length > 0 && page.items.length <= 4);
      seen.push(...page.items);
      cursor = page.nextCursor;
      under.clock.nowMs += 1;
      await createTask(under);
    } while (cursor !== undefined);

    assert.equal(seen.length, 25);
    assert.deepEqual(new Set(seen.map(({ id }) => id)), new Set(old));
    const order = seen.map(({ createdAt, id }) => `${createdAt} ${id}`);
    assert.deepEqual(order, [...order].sort().reverse());
  });

  it('filters by state', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await createTask(under);
    await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` });
    const { items } = (await under.asAdmin({ url: '/v1/tasks?state=cancelled' })).json<Page<Task>>();
    assert.deepEqual(
      items.map(({ id }) => id),
      [task.id]
    );
  });

  for (const [query, code] of [
    ['limit=0', 'invalid-request'],
    ['limit=501', 'invalid-request'],
    ['limit=x', 'invalid-request'],
    ['limit=true', 'invalid-request'],
    ['limit=1e1', 'invalid-request'],
    ['limit=0x5', 'invalid-request'],
    ['limit=', 'invalid-request'],
    ['limit=1&limit=2', 'invalid-request'],
    ['colour=red', 'invalid-request'],
    ['state=asleep', 'invalid-request'],
    ['state=running&state=asleep', 'invalid-request'],
    ['event=noise', 'invalid-request'],
    ['cursor=x', 'invalid-cursor'],
    [`cursor=${Buffer.from('["a","b"]').toString('base64url')}`, 'invalid-cursor'],
    [`cursor=${Buffer.from('[1e999,"b"]').toString('base64url')}`, 'invalid-cursor'],
    [`cursor=${'A'.repeat(600)}`, 'invalid-request'],
  ]) {
    it(`refuses ?${query?.slice(0, 30)} as ${code}`, async () => {
      await using under = await openController();
      const answer = await under.asAdmin({ url: `/v1/tasks?${query}` });
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json<Problem>().code, code);
    });
  }
});

describe('POST /v1/tasks/{id}/cancel', () => {
  it('cancels at once what has not begun, and says who did', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);

    const url = `/v1/tasks/${task.id}/cancel`;
    const cancelled = await under.asAdmin({ method: 'POST', url });

    assert.equal(cancelled.statusCode, 200);
    assert.equal(cancelled.json<Task>().state, 'cancelled');
    assert.equal(cancelled.json<Task>().reasonCode, 'cancelled-by-user');
    assert.equal(cancelled.json<Task>().targets[0]?.state, 'cancelled');
    assert.deepEqual((await agent.poll(0)).assignments, []);
    // Twice is the same as once, also with the empty JSON body that Grafana's client sends.
    const again = await under.asAdmin({ method: 'POST', url, headers: { 'content-type': 'application/json' } });
    assert.deepEqual(again.json(), cancelled.json());
  });

  it('lets a running target stop, deliver and report before the task ends', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    const { version } = await agent.poll(0);
    await agent.status(task, 'running');

    const cancelled = await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` });
    assert.equal(cancelled.json<Task>().state, 'draining');
    assert.equal(cancelled.json<Task>().targets[0]?.state, 'running');
    const after = await agent.poll(version, 20_000);
    assert.notEqual(after.version, version);
    assert.deepEqual(after.assignments, []);
    assert.deepEqual(await agent.status(task, 'draining'), { stop: true });
    await agent.status(task, 'cancelled', { profileStartUnixMs: 1_000, profileEndUnixMs: 2_000 });

    const ended = await showTask(under, task.id);
    assert.equal(ended.state, 'cancelled');
    assert.equal(ended.targets[0]?.reasonCode, 'cancelled-by-user');
    assert.equal(ended.targets[0]?.profileEnd, '1970-01-01T00:00:02.000Z');
  });

  it('refuses what has ended, and knows nothing of unknown tasks', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await agent.status(task, 'completed');
    const ended = await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` });
    assert.equal(ended.statusCode, 409);
    assert.equal(ended.json<Problem>().code, 'conflict');
    assert.equal((await under.asAdmin({ method: 'POST', url: '/v1/tasks/nope/cancel' })).statusCode, 404);
    assert.equal((await under.asAdmin({ url: '/v1/tasks/nope' })).statusCode, 404);
  });
});
