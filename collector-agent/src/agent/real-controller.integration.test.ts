import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ListedTarget, Page, Task } from '@meshprof/contracts';
import { cannotProfile } from '../testing/can-profile.ts';
import { freePort } from '../testing/free-port.ts';
import { type MeshprofProcess, startController, startMeshprof } from '../testing/meshprof-process.ts';
import { OtlpSink } from '../testing/otlp-sink.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { buildWorkloads, workloadPath } from '../testing/workload-process.ts';

const TOKEN = 'a-token-for-agent-tests';
const JOIN_TOKEN = 'a-join-token-for-agent-tests';

describe('agent and controller', { skip: cannotProfile(), timeout: 180_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-both-'));
  const sink = new OtlpSink();
  let url: string;
  let controller: MeshprofProcess;
  let agent: MeshprofProcess;
  let workload: ChildProcess;

  before(async () => {
    buildWorkloads();
    await sink.start();
    workload = spawn(workloadPath('busy-sleep'), ['--seconds', '120'], { stdio: 'ignore' });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    controller = runController(port);
    agent = startMeshprof(['agent', '--agent-metrics-port', '0'], {
      env: {
        MESHPROF_CONTROLLER_URL: url,
        MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
        MESHPROF_OTLP_ENDPOINT: sink.url,
        MESHPROF_STATE_DIR: path.join(folder, 'agent'),
      },
    });
  });
  after(async () => {
    workload.kill('SIGKILL');
    agent.child.kill('SIGTERM');
    assert.equal((await agent.finished).status, 0);
    controller.child.kill('SIGTERM');
    assert.equal((await controller.finished).status, 0);
    sink.stop();
    rmSync(folder, { recursive: true });
  });

  function runController(port: number): MeshprofProcess {
    return startController(['--port', String(port)], {
      env: {
        MESHPROF_TOKEN: TOKEN,
        MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
        MESHPROF_STATE_DIR: path.join(folder, 'controller'),
      },
    });
  }

  async function api<T>(method: 'GET' | 'POST', apiPath: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${apiPath}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${apiPath}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Undefined while the controller is not there. */
  function read<T>(apiPath: string): Promise<T | undefined> {
    return api<T>('GET', apiPath).catch(() => undefined);
  }

  /** Waits for the agent's row of the workload, then asks for a profile of it. */
  async function createTask(durationMs: number): Promise<Task> {
    let found: ListedTarget | undefined;
    await waitUntil('the workload is listed', async () => {
      const page = await read<Page<ListedTarget>>('/v1/targets?limit=500');
      found = page?.items.find(({ pid }) => pid === workload.pid);
      return found !== undefined;
    });
    assert.equal(found?.verdict, 'profilable');
    return api<Task>('POST', '/v1/tasks', { selector: { process_pid: workload.pid }, durationMs });
  }

  async function reaches({ id }: Task, condition: (task: Task) => boolean): Promise<Task> {
    let task: Task | undefined;
    await waitUntil(`task ${id} gets there: ${condition.toString()}`, async () => {
      task = await read<Task>(`/v1/tasks/${id}`);
      return task !== undefined && condition(task);
    });
    return task as Task;
  }

  const ended = (task: Task): Promise<Task> => reaches(task, ({ endedAt }) => endedAt !== undefined);

  test('a task becomes a profile', async () => {
    const task = await ended(await createTask(1_500));
    assert.equal(task.state, 'completed', JSON.stringify(task));
    const [target] = task.targets;
    assert.equal(target?.state, 'completed');
    assert.ok((target?.progress.samplesKept ?? 0) > 0);
    assert.ok(target?.profileStart !== undefined && target.profileEnd !== undefined);
    assert.equal(sink.profilesWith(task.id).length, 1);
  });

  test('a cancelled task ends early and keeps what was recorded', async () => {
    const task = await createTask(600_000);
    await reaches(task, ({ state }) => state === 'running');
    await api('POST', `/v1/tasks/${task.id}/cancel`);
    assert.equal((await ended(task)).state, 'cancelled');
    await waitUntil('the profile has arrived', () => sink.profilesWith(task.id).length === 1);
  });

  test('a session goes on while the controller is killed and started again', async () => {
    const task = await createTask(4_000);
    await reaches(task, ({ state }) => state === 'running');
    controller.child.kill('SIGKILL');
    await controller.finished;
    controller = runController(Number(new URL(url).port));
    assert.equal((await ended(task)).state, 'completed');
    assert.equal(sink.profilesWith(task.id).length, 1);
  });
});
