import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem, TargetSummary, Task } from '@meshprof/contracts';
import { createTask, openController, targetOf } from '../testing/controller-under-test.ts';

const SUMMARY: TargetSummary = {
  sampledSwitches: 400,
  effectiveSwitchSamples: 61.5,
  waitShares: [{ costCategory: 'tracing.span', timeNs: 7e9, low: 0.2, high: 0.3 }],
  wakers: [{ waitClass: 'network', kind: 'process', pid: 9, process: 'client', waits: 3, timeNs: 5 }],
  wakersLeftOut: { rows: 2, waits: 3, timeNs: 4 },
  stalls: [
    {
      ...{ pid: 100, tid: 101, thread: 'worker', stalls: 1, longestNs: 3e7, timeNs: 3e7, neverIdleNs: 0 },
      ...{ onCpuNs: 3e7, runnableNs: 0, blockedNs: 0, mostlyIn: { path: ['main', 'flush'], timeNs: 2e7 } },
      byCostCategory: { 'tracing.span': 2e7 },
    },
  ],
};

async function taskAndAgent(under: Awaited<ReturnType<typeof openController>>) {
  const agent = await under.joinAgent();
  await agent.report([targetOf()]);
  return { agent, task: await createTask(under) };
}

const urlOf = (task: Task) => `/v1/tasks/${task.id}/targets/${encodeURIComponent(task.targets[0]!.id)}/summary`;

describe('summaries of targets', () => {
  it('are shown as the agent sent them, the newest of them', async () => {
    await using under = await openController();
    const { agent, task } = await taskAndAgent(under);
    assert.equal((await under.asAdmin({ url: urlOf(task) })).json<Problem>().code, 'not-found');
    await agent.status(task, 'draining', { summary: { ...SUMMARY, sampledSwitches: 1 } });
    await agent.status(task, 'completed', { summary: SUMMARY });
    assert.deepEqual((await under.asAdmin({ url: urlOf(task) })).json(), SUMMARY);
    // It has ended: whatever comes now is late.
    await agent.status(task, 'completed', { summary: { ...SUMMARY, sampledSwitches: 2 } });
    assert.deepEqual((await under.through('read', { url: urlOf(task) })).json(), SUMMARY);
  });

  it('are taken only of the agent that holds the target, and within limits', async () => {
    await using under = await openController();
    const { agent, task } = await taskAndAgent(under);
    const stranger = await under.joinAgent('node-2');
    const body = { taskId: task.id, targetId: task.targets[0]!.id, state: 'running', summary: SUMMARY };
    const progress = { elapsedMs: 1, samplesKept: 0, samplesLost: 0, switches: 0 };
    await stranger.call({ method: 'POST', url: '/agent/v1/status', payload: { ...body, progress } });
    for (const summary of [
      { ...SUMMARY, effectiveSwitchSamples: -1 },
      { ...SUMMARY, waitShares: [{ costCategory: '<b>', timeNs: 1, low: 0, high: 1 }] },
      { ...SUMMARY, wakers: Array.from({ length: 41 }, () => SUMMARY.wakers![0]) },
    ]) {
      const refused = (await agent.status(task, 'running', { summary })) as unknown as Problem;
      assert.equal(refused.code, 'invalid-request');
    }
    assert.equal((await under.asAdmin({ url: urlOf(task) })).statusCode, 404);
  });
});
