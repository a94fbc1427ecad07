import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Task } from '@meshprof/contracts';
import { PROGRESS, targetOf } from '../testing/controller-under-test.ts';
import { startServiceProcess } from '../testing/service-process.ts';

const TOKEN = 'a-token-for-crash-tests';
const JOIN_TOKEN = 'a-join-token-for-crash-tests';

/** Every answered request survives `kill -9` right after its answer. */
describe('a controller killed with SIGKILL between calls', { timeout: 120_000 }, () => {
  let stateDir: string;
  before(async () => {
    stateDir = await mkdtemp(path.join(tmpdir(), 'meshprof-crash-'));
  });
  after(() => rm(stateDir, { recursive: true }));

  /** Starts the service, sends one request and kills the service on its answer. */
  async function callAndKill<T>(url: string, options: { body?: object; bearer: string; key?: string }): Promise<T> {
    const service = await startServiceProcess({
      MESHPROF_STATE_DIR: stateDir,
      MESHPROF_TOKEN: TOKEN,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
    });
    const answer = await fetch(`${service.url}${url}`, {
      headers: {
        authorization: `Bearer ${options.bearer}`,
        ...(options.key !== undefined && { 'idempotency-key': options.key }),
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(options.body !== undefined && { method: 'POST', body: JSON.stringify(options.body) }),
    });
    const text = await answer.text();
    await service.end('SIGKILL');
    assert.ok(answer.ok, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  it('loses and doubles nothing', async () => {
    const agent = { node: 'n', machineId: 'm', version: '1', capabilities: [] };
    const { credential } = await callAndKill<{ credential: string }>('/agent/v1/register', {
      body: agent,
      bearer: JOIN_TOKEN,
    });
    await callAndKill('/agent/v1/inventory', { body: { targets: [targetOf()] }, bearer: credential });
    const create = { body: { selector: { process: 'envoy' } }, bearer: TOKEN, key: 'once' };
    const task = await callAndKill<Task>('/v1/tasks', create);
    assert.equal((await callAndKill<Task>('/v1/tasks', create)).id, task.id);
    const polled = await callAndKill<{ assignments: { taskId: string; targetId: string }[] }>(
      '/agent/v1/assignments?version=0&waitMs=0',
      { bearer: credential }
    );
    const { taskId, targetId } = polled.assignments[0] ?? {};
    assert.equal(taskId, task.id);
    for (const state of ['running', 'draining', 'completed']) {
      const body = { taskId, targetId, state, progress: PROGRESS };
      await callAndKill('/agent/v1/status', { body, bearer: credential });
      const shown = await callAndKill<Task>(`/v1/tasks/${task.id}`, { bearer: TOKEN });
      assert.equal(shown.state, state);
    }
    const { items } = await callAndKill<{ items: Task[] }>('/v1/tasks', { bearer: TOKEN });
    assert.deepEqual(
      items.map(({ id, state }) => ({ id, state })),
      [{ id: task.id, state: 'completed' }]
    );
  });
});
