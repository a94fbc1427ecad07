import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Problem, REASONS } from '@meshprof/contracts';
import { createTask, openController, PROGRESS, showTask, targetOf } from '../testing/controller-under-test.ts';

/** Nothing takes the place of a process that was chosen by its pid. */
const OF_THAT_PID = { selector: { process_pid: targetOf().pid } };

describe('status reports', () => {
  it('carry a task from dispatching to completed', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await agent.poll(0);

    under.clock.nowMs += 1_000;
    assert.deepEqual(await agent.status(task, 'running'), { stop: false });
    const running = await showTask(under, task.id);
    assert.equal(running.state, 'running');
    // Began 500 ms before the report, as the report says.
    assert.equal(running.startedAt, '2026-11-24T12:00:00.500Z');
    assert.deepEqual(await agent.status(task, 'draining'), { stop: false });
    assert.equal((await showTask(under, task.id)).state, 'draining');
    under.clock.nowMs += 1_000;
    const window = { profileStartUnixMs: 1_000, profileEndUnixMs: 2_000 };
    assert.deepEqual(await agent.status(task, 'completed', window), { stop: true });

    const ended = await showTask(under, task.id);
    assert.equal(ended.state, 'completed');
    assert.equal(ended.endedAt, '2026-11-24T12:00:02.000Z');
    assert.deepEqual(ended.targets[0]?.progress, { ...PROGRESS, lostByCause: {} });
    assert.equal(ended.targets[0]?.profileStart, '1970-01-01T00:00:01.000Z');
    assert.deepEqual((await agent.poll(0)).assignments, []);
  });

  it('of a failure without a reason say that none was given', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await agent.poll(0);
    await agent.status(task, 'failed');
    const { reasonCode, reason } = await showTask(under, task.id);
    assert.equal(reasonCode, 'no-reason-given');
    assert.equal(reason, 'The agent ended the session without a reason.');
  });

  it('keep the reason of a target that completed early', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, OF_THAT_PID);
    await agent.status(task, 'completed', { reasonCode: 'process-exited' });

    const ended = await showTask(under, task.id);
    assert.deepEqual([ended.state, ended.reasonCode], ['completed', undefined]);
    assert.equal(ended.targets[0]?.reasonCode, 'process-exited');
    assert.match(ended.targets[0]?.reason ?? '', /ended before the task did/);
  });

  it('do no harm when late, repeated or out of order', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await agent.status(task, 'draining', { progress: { ...PROGRESS, samplesKept: 99 } });
    await agent.status(task, 'running', { progress: { ...PROGRESS, samplesKept: 5 } });
    const draining = await showTask(under, task.id);
    assert.equal(draining.state, 'draining');
    assert.equal(draining.targets[0]?.progress.samplesKept, 99);
    await agent.status(task, 'completed');
    const completed = await showTask(under, task.id);
    await agent.status(task, 'completed');
    await agent.status(task, 'failed', { reasonCode: 'export-failed' });
    await agent.status(task, 'waiting');
    assert.deepEqual(await showTask(under, task.id), completed);
  });

  it('keep every cause of a loss, and only raise its counter', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    const report = (state: string, lostByCause?: Record<string, number>) =>
      agent.status(task, state, { progress: { ...PROGRESS, ...(lostByCause && { lostByCause }) } });
    await report('running', { 'on-cpu.ring-full': 5, 'wakers.map-full': 2 });
    // Late, then of an agent that does not count, then of a newer one.
    await report('running', { 'on-cpu.ring-full': 3 });
    await report('draining');
    await report('completed', { 'on-cpu.ring-full': 6, 'new.cause': 1 });
    const { targets } = await showTask(under, task.id);
    assert.deepEqual(targets[0]?.progress.lostByCause, { 'new.cause': 1, 'on-cpu.ring-full': 6, 'wakers.map-full': 2 });
  });

  it('cannot fill the database with causes, and take no text for one', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    const many = (from: number) => Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`x.c${from + n}`, 1]));
    await agent.status(task, 'running', { progress: { ...PROGRESS, lostByCause: many(0) } });
    await agent.status(task, 'running', { progress: { ...PROGRESS, lostByCause: many(64) } });
    for (const lostByCause of [{ ...many(0), 'x.d': 1 }, { __proto__x: 1 }, { 'x.a b': 1 }, { 'x.a': -1 }]) {
      const refused = await agent.status(task, 'running', { progress: { ...PROGRESS, lostByCause } });
      assert.equal((refused as { code?: string }).code, 'invalid-request', JSON.stringify(lostByCause));
    }
    assert.deepEqual((await showTask(under, task.id)).targets[0]?.progress.lostByCause, many(0));
  });

  it('give a failure its code, sentence, detail and remedy', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, OF_THAT_PID);
    await agent.status(task, 'failed', { reasonCode: 'process-exited', detail: 'Signal 9.' });
    const failed = await showTask(under, task.id);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.reasonCode, 'process-exited');
    assert.equal(failed.targets[0]?.reason, 'The process ended before the task did. Signal 9.');
    assert.match(failed.targets[0]?.remedy ?? '', /kept/);
    const again = await createTask(under, OF_THAT_PID);
    const { sentence } = REASONS['process-exited'];
    await agent.status(again, 'failed', { reasonCode: 'process-exited', detail: sentence });
    assert.equal((await showTask(under, again.id)).targets[0]?.reason, sentence);
  });

  it('keep a code that this controller does not know, even `constructor`', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await agent.status(task, 'failed', { reasonCode: 'constructor' });
    const [target] = (await showTask(under, task.id)).targets;
    assert.equal(target?.reasonCode, 'constructor');
    assert.equal(target?.reason, 'constructor');
  });

  it('tell an agent to stop what is not its own', async () => {
    await using under = await openController();
    const [a, b] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await a.report([targetOf()]);
    const task = await createTask(under);
    const report = { taskId: task.id, targetId: task.targets[0]?.id, state: 'completed', progress: PROGRESS };
    const foreign = await b.call({ method: 'POST', url: '/agent/v1/status', payload: report });
    const unknown = await a.call({ method: 'POST', url: '/agent/v1/status', payload: { ...report, taskId: 'no' } });
    assert.deepEqual(foreign.json(), { stop: true });
    assert.deepEqual(unknown.json(), { stop: true });
    assert.equal((await showTask(under, task.id)).targets[0]?.state, 'waiting');
  });

  it('cannot poison a task with a number that is no time or no count', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    for (const more of [
      { profileStartUnixMs: 8.64e15 + 1 },
      { profileEndUnixMs: -1 },
      { progress: { ...PROGRESS, switches: 2 ** 53 } },
      { progress: { ...PROGRESS, elapsedMs: 1e300 } },
    ]) {
      const refused = (await agent.status(task, 'running', more)) as unknown as Problem;
      assert.equal(refused.code, 'invalid-request', JSON.stringify(more));
    }
    const largest = { ...PROGRESS, elapsedMs: Number.MAX_SAFE_INTEGER, switches: Number.MAX_SAFE_INTEGER };
    await agent.status(task, 'running', { progress: largest, profileStartUnixMs: 0, profileEndUnixMs: 8.64e15 });
    const shown = await showTask(under, task.id);
    assert.equal(shown.startedAt, shown.createdAt);
    assert.deepEqual(shown.targets[0]?.progress, { ...largest, lostByCause: {} });
    assert.equal((await agent.report([targetOf({ threads: 2 ** 60 })])).statusCode, 400);
    assert.equal((await agent.report([targetOf({ pid: 2 ** 23 })])).statusCode, 400);
    assert.equal((await under.asAdmin({ url: '/v1/targets' })).statusCode, 200);
  });

  it('cannot claim the state lost', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const payload = { taskId: 't', targetId: 'x', state: 'lost', progress: PROGRESS };
    const answer = await agent.call({ method: 'POST', url: '/agent/v1/status', payload });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json<Problem>().errors?.[0]?.path, '/state');
  });

  it('make a task partial where one of two targets fails', async () => {
    await using under = await openController();
    const [a, b] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await a.report([targetOf()]);
    await b.report([targetOf()]);
    const task = await createTask(under);
    await a.status(task, 'completed');
    assert.equal((await showTask(under, task.id)).state, 'running');
    await b.status(task, 'failed', { reasonCode: 'load-failed' });
    const ended = await showTask(under, task.id);
    assert.equal(ended.state, 'partial');
    assert.equal(ended.reasonCode, 'load-failed');
  });
});
