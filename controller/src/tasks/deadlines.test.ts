import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AGENT_LOST_MS, type Agent, type Page } from '@meshprof/contracts';
import {
  type AgentUnderTest,
  type ControllerUnderTest,
  createTask,
  openController,
  showTask,
  targetOf,
} from '../testing/controller-under-test.ts';

/** Lets time pass; `alive` agents go on sending heartbeats. */
async function pass(under: ControllerUnderTest, ms: number, alive: readonly AgentUnderTest[] = []): Promise<void> {
  for (let left = ms; left > 0; left -= 5_000) {
    under.clock.nowMs += Math.min(left, 5_000);
    for (const agent of alive) await agent.report([targetOf()]);
    await under.controller.applyDeadlines();
  }
}

describe('deadlines', () => {
  it('expire a task that no agent fetches within a minute', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await pass(under, 59_000, [agent]);
    assert.equal((await showTask(under, task.id)).state, 'scheduled');
    await pass(under, 1_000, [agent]);
    const expired = await showTask(under, task.id);
    assert.equal(expired.state, 'expired');
    assert.equal(expired.reasonCode, 'not-dispatched');
    assert.equal(expired.targets[0]?.state, 'failed');
    assert.deepEqual((await agent.poll(0)).assignments, []);
  });

  it('fail a task that was fetched but never begun', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await agent.poll(0);
    await pass(under, 60_000, [agent]);
    const failed = await showTask(under, task.id);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.reasonCode, 'not-dispatched');
  });

  it('give up the targets of a silent agent, and correct that when it delivers after all', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, { durationMs: 10_000 });
    await agent.poll(0);
    await agent.status(task, 'running');

    await pass(under, AGENT_LOST_MS);
    const lost = await showTask(under, task.id);
    assert.equal(lost.state, 'failed');
    assert.equal(lost.reasonCode, 'agent-lost');
    assert.equal(lost.targets[0]?.state, 'lost');
    const { items } = (await under.asAdmin({ url: '/v1/agents' })).json<Page<Agent>>();
    assert.equal(items[0]?.state, 'lost');

    await pass(under, 600_000);
    await agent.status(task, 'running');
    assert.equal((await showTask(under, task.id)).state, 'failed');
    await agent.status(task, 'completed', { profileStartUnixMs: 1, profileEndUnixMs: 2 });
    const corrected = await showTask(under, task.id);
    assert.equal(corrected.state, 'completed');
    assert.equal(corrected.reasonCode, undefined);
    assert.equal(corrected.targets[0]?.state, 'completed');
    assert.equal(corrected.targets[0]?.reason, undefined);
  });

  it('let an agent that returns before its session’s end go on, and one that returns later not begin anew', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, { durationMs: 120_000 });
    const { version } = await agent.poll(0);
    await agent.status(task, 'running');
    await pass(under, AGENT_LOST_MS);
    assert.equal((await showTask(under, task.id)).targets[0]?.state, 'lost');
    assert.equal((await agent.poll(0)).assignments.length, 1);
    assert.deepEqual(await agent.status(task, 'running'), { stop: false });
    await pass(under, 90_000);
    const late = await agent.poll(version);
    assert.notEqual(late.version, version);
    assert.deepEqual(late.assignments, []);
  });

  it('give up a session that its living agent has forgotten', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, { durationMs: 10_000 });
    await agent.status(task, 'running');
    await pass(under, 5 * 60_000, [agent]);
    assert.equal((await showTask(under, task.id)).state, 'running');
    await pass(under, 15_000, [agent]);
    assert.equal((await showTask(under, task.id)).targets[0]?.state, 'lost');
  });

  it('end a cancelled task whose agent does not answer', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under);
    await agent.status(task, 'running');
    await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` });
    await pass(under, AGENT_LOST_MS);
    assert.equal((await showTask(under, task.id)).state, 'cancelled');
  });
});
