import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Problem, PROXY_SETTINGS_LIMITS, type ProxySettings, type Task } from '@meshprof/contracts';
import { createTask, openController, targetOf } from '../testing/controller-under-test.ts';

const SETTINGS: ProxySettings = {
  settings: [
    {
      ...{ settingId: 'tracing.sampling', value: '100 %', source: 'file', file: '/etc/envoy.yaml' },
      ...{ path: 'layered_runtime.layers[0]', scope: 'listener demo', notes: ['admin-may-override'], times: 2 },
    },
    { settingId: 'filter.chain', source: 'not-visible', notes: ['by-istiod'] },
  ],
  leftOut: 3,
  notes: [{ id: 'file-missing', file: '/etc/lds.yaml', detail: 'gone' }],
};

async function taskAndAgent(under: Awaited<ReturnType<typeof openController>>) {
  const agent = await under.joinAgent();
  await agent.report([targetOf()]);
  return { agent, task: await createTask(under) };
}

const urlOf = (task: Task) => `/v1/tasks/${task.id}/targets/${encodeURIComponent(task.targets[0]!.id)}/settings`;

describe('settings of targets', () => {
  it('are shown as the agent sent them, to who may read, and go with their task', async () => {
    await using under = await openController();
    const { agent, task } = await taskAndAgent(under);
    assert.equal((await under.through('read', { url: urlOf(task) })).json<Problem>().code, 'not-found');
    await agent.status(task, 'draining', { settings: { ...SETTINGS, leftOut: 1 } });
    await agent.status(task, 'completed', { settings: SETTINGS });
    assert.deepEqual((await under.through('read', { url: urlOf(task) })).json(), SETTINGS);
    // It has ended: whatever comes now is late.
    await agent.status(task, 'completed', { settings: { ...SETTINGS, leftOut: 9 } });
    assert.deepEqual((await under.asAdmin({ url: urlOf(task) })).json(), SETTINGS);
    await under.asAdmin({ method: 'DELETE', url: `/v1/tasks/${task.id}` });
    assert.equal((await under.asAdmin({ url: urlOf(task) })).statusCode, 404);
  });

  it('are taken only of the agent that holds the target, and within limits', async () => {
    await using under = await openController();
    const { agent, task } = await taskAndAgent(under);
    const stranger = await under.joinAgent('node-2');
    const progress = { elapsedMs: 1, samplesKept: 0, samplesLost: 0, switches: 0 };
    const payload = { taskId: task.id, targetId: task.targets[0]!.id, state: 'running', progress, settings: SETTINGS };
    await stranger.call({ method: 'POST', url: '/agent/v1/status', payload });
    const [row] = SETTINGS.settings;
    for (const settings of [
      { ...SETTINGS, settings: [{ ...row, settingId: '<b>' }] },
      { ...SETTINGS, settings: [{ ...row, source: 'guessed' }] },
      { ...SETTINGS, settings: [{ ...row, value: 'x'.repeat(PROXY_SETTINGS_LIMITS.valueBytes + 1) }] },
      { ...SETTINGS, settings: Array.from({ length: PROXY_SETTINGS_LIMITS.rows + 1 }, () => row) },
    ]) {
      const refused = (await agent.status(task, 'running', { settings })) as unknown as Problem;
      assert.equal(refused.code, 'invalid-request');
    }
    assert.equal((await under.asAdmin({ url: urlOf(task) })).statusCode, 404);
  });
});
