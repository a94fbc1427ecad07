import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CrossingResponse } from '@meshprof/contracts';
import { type AgentUnderTest, openController, showTask, targetOf } from '../testing/controller-under-test.ts';
import { assignmentsOf, CPU_TRIGGER, createPolicy, firingsOf, showPolicy } from '../testing/policies-under-test.ts';

async function cross(agent: AgentUnderTest, policyId: string, more: object = {}): Promise<CrossingResponse> {
  const payload = { policyId, targetId: `${agent.agentId}:100:4711`, measured: 93.5, beganAgoMs: 15_000, ...more };
  const answer = await agent.call({ method: 'POST', url: '/agent/v1/crossings', payload });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

describe('a trigger measured on nodes', () => {
  it('is given to every agent as it is, which matches it itself', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const { version } = await assignmentsOf(agent);
    const waiting = assignmentsOf(agent, version, 20_000);
    const { id } = await createPolicy(under, CPU_TRIGGER);
    const watch = { metric: 'process-cpu', op: '>', threshold: 80, periodMs: 60_000, count: 3 };
    assert.deepEqual((await waiting).watches, [{ policyId: id, selector: { process: 'envoy' }, ...watch }]);
  });

  it('starts a task on the process that crossed, and stores why', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf({ pid: 100 }), targetOf({ pid: 101 })]);
    const policy = await createPolicy(under, { ...CPU_TRIGGER, task: { durationMs: 3_000, beforeMs: 60_000 } });
    const { taskId = '' } = await cross(agent, policy.id);
    const task = await showTask(under, taskId);
    assert.deepEqual(
      task.targets.map(({ pid }) => pid),
      [100]
    );
    assert.deepEqual(
      [task.origin, task.author, task.durationMs, task.beforeMs],
      ['policy', `policy:${policy.id}`, 3_000, 60_000]
    );
    assert.deepEqual(task.cause, {
      kind: 'policy',
      id: policy.id,
      name: 'a policy',
      detail: 'CPU of envoy (pid 100) on node-1: 93.5 %, above 80 %.',
      metric: 'process-cpu',
      threshold: 80,
      measured: 93.5,
      unit: '%',
      startedAt: '2026-11-24T11:59:45.000Z',
    });
    const [firing] = await firingsOf(under, policy);
    assert.deepEqual([firing?.outcome, firing?.taskId, firing?.measured], ['started', taskId, 93.5]);
    assert.equal((await showPolicy(under, policy)).lastFiredAt, '2026-11-24T12:00:00.000Z');
  });

  it('cools down by process, and counts what it holds back', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf({ pid: 100 }), targetOf({ pid: 101 })]);
    const policy = await createPolicy(under, { ...CPU_TRIGGER, coolDownMs: 600_000, maxConcurrentTasks: 5 });
    assert.ok((await cross(agent, policy.id)).taskId);
    assert.ok((await cross(agent, policy.id, { targetId: `${agent.agentId}:101:4711` })).taskId);
    for (let n = 0; n < 3; n++) assert.deepEqual(await cross(agent, policy.id), {});
    const firings = await firingsOf(under, policy);
    assert.deepEqual(firings.map(({ outcome, repeats }) => [outcome, repeats]).sort(), [
      ['cooling-down', 2],
      ['started', 0],
      ['started', 0],
    ]);
  });

  it('starts another after cool-down and end of the task, not before', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf({ pid: 100 })]);
    const policy = await createPolicy(under, { ...CPU_TRIGGER, coolDownMs: 10_000, maxConcurrentTasks: 1 });
    const { taskId = '' } = await cross(agent, policy.id);
    under.clock.nowMs += 11_000;
    assert.deepEqual(await cross(agent, policy.id), {}, 'the task has not ended');
    await under.asAdmin({ method: 'POST', url: `/v1/tasks/${taskId}/cancel` });
    assert.ok((await cross(agent, policy.id)).taskId);
  });

  it('has no more tasks at a time than it may', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf({ pid: 100 }), targetOf({ pid: 101 })]);
    const policy = await createPolicy(under, { ...CPU_TRIGGER, maxConcurrentTasks: 1 });
    const other = { targetId: `${agent.agentId}:101:4711` };
    // At once: decisions must follow each other.
    const answers = await Promise.all([cross(agent, policy.id), cross(agent, policy.id, other)]);
    assert.equal(answers.filter(({ taskId }) => taskId !== undefined).length, 1);
    assert.equal((await firingsOf(under, policy)).filter(({ outcome }) => outcome === 'too-many-tasks').length, 1);
  });

  it('starts nothing for what is not the agent’s, of another kind, disabled or gone', async () => {
    await using under = await openController();
    const [agent, other] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await agent.report([targetOf({ pid: 100 })]);
    const policy = await createPolicy(under, CPU_TRIGGER);
    assert.deepEqual(await cross(other, policy.id, { targetId: `${agent.agentId}:100:4711` }), {});
    assert.deepEqual(await cross(agent, policy.id, { targetId: undefined }), {}, 'a metric of a process needs one');
    assert.deepEqual(await cross(agent, 'nothing'), {});
    await under.asAdmin({ method: 'POST', url: `/v1/policies/${policy.id}/disable` });
    assert.deepEqual(await cross(agent, policy.id), {});
    assert.deepEqual(await firingsOf(under, policy), []);
  });

  it('profiles the processes it selects on a node whose load crossed', async () => {
    await using under = await openController();
    const [a, b] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await a.report([targetOf({ pid: 1 }), targetOf({ pid: 2, process: 'nginx' })]);
    await b.report([targetOf({ pid: 3 })]);
    const condition = { source: 'node', metric: 'system-load', threshold: 2 };
    const policy = await createPolicy(under, { ...CPU_TRIGGER, condition });
    const { taskId = '' } = await cross(a, policy.id, { targetId: undefined, measured: 3.2 });
    const task = await showTask(under, taskId);
    assert.deepEqual(
      task.targets.map(({ pid }) => pid),
      [1]
    );
    assert.match(task.cause?.detail ?? '', /System load on a: 3.2 per CPU, above 2 per CPU/);
  });

  it('says why no task could be made', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const policy = await createPolicy(under, CPU_TRIGGER);
    assert.deepEqual(await cross(agent, policy.id), {});
    const [firing] = await firingsOf(under, policy);
    assert.equal(firing?.outcome, 'refused');
    assert.match(firing?.detail ?? '', /matches the selector/);
  });
});
