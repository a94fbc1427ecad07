import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Firing, Page, Policy, PolicyPreview, PolicyTarget, Task } from '@meshprof/contracts';
import { integerIn, lengthDelimited, stringIn } from '../otlp/protobuf-reader.ts';
import { cannotProfile } from '../testing/can-profile.ts';
import { freePort } from '../testing/free-port.ts';
import { type MeshprofProcess, startController, startMeshprof } from '../testing/meshprof-process.ts';
import { OtlpSink } from '../testing/otlp-sink.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { buildWorkloads, workloadPath } from '../testing/workload-process.ts';

const TOKEN = 'a-token-for-policy-tests';
/** Of all tests together. */
const HANG_LIMIT_MS = 400_000;
const JOIN_TOKEN = 'a-join-token-for-policy-tests';

describe('policies on a real node', { skip: cannotProfile(), timeout: HANG_LIMIT_MS }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-policies-'));
  const sink = new OtlpSink();
  const workloads: ChildProcess[] = [];
  let port: number;
  let metricsPort: number;
  let controller: MeshprofProcess;
  let agent: MeshprofProcess;

  before(async () => {
    buildWorkloads();
    await sink.start();
    [port, metricsPort] = [await freePort(), await freePort()];
    controller = runController();
    agent = runAgent();
  });
  after(async () => {
    for (const workload of workloads) workload.kill('SIGKILL');
    agent.child.kill('SIGTERM');
    controller.child.kill('SIGTERM');
    const { status } = await agent.finished;
    await controller.finished;
    sink.stop();
    rmSync(folder, { recursive: true });
    assert.equal(status, 0);
  });

  function runController(): MeshprofProcess {
    const secrets = { MESHPROF_TOKEN: TOKEN, MESHPROF_JOIN_TOKEN: JOIN_TOKEN };
    return startController(['--port', String(port)], {
      hangLimitMs: HANG_LIMIT_MS,
      env: { ...secrets, MESHPROF_STATE_DIR: path.join(folder, 'controller') },
    });
  }

  function runAgent(): MeshprofProcess {
    return startMeshprof(['agent', '--agent-metrics-port', String(metricsPort)], {
      hangLimitMs: HANG_LIMIT_MS,
      env: {
        MESHPROF_CONTROLLER_URL: `http://127.0.0.1:${port}`,
        MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
        MESHPROF_OTLP_ENDPOINT: sink.url,
        MESHPROF_OTLP_LOGS: 'false',
        MESHPROF_MAX_STANDING_CPU_PERCENT: '50',
        MESHPROF_STATE_DIR: path.join(folder, 'agent'),
      },
    });
  }

  /** One thread that burns most of a CPU. */
  function startBurner(seconds: number): number {
    const args = ['--seconds', String(seconds), '--busy-percent', '90'];
    const workload = spawn(workloadPath('busy-sleep'), args, { stdio: 'ignore' });
    workloads.push(workload);
    return workload.pid ?? 0;
  }

  async function api<T>(method: string, apiPath: string, body?: object): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${port}${apiPath}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${apiPath}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async function createPolicy(rule: object): Promise<Policy> {
    let policy: Policy | undefined;
    await waitUntil('the controller takes the policy', async () => {
      policy = await api<Policy>('POST', '/v1/policies', { name: 'test', rule }).catch((error: unknown) => {
        if (error instanceof assert.AssertionError) throw error;
        return undefined;
      });
      return policy !== undefined;
    });
    return policy as Policy;
  }

  async function runs({ id }: Policy, pid: number): Promise<void> {
    await waitUntil(`policy ${id} profiles ${pid}`, async () => {
      const { items } = await api<Page<PolicyTarget>>('GET', `/v1/policies/${id}/targets`);
      return items.some((target) => target.pid === pid && target.state === 'running');
    });
  }

  async function isListed(pid: number): Promise<void> {
    await waitUntil(`the agent reports ${pid}`, async () => {
      const page = await api<Page<{ pid: number }>>('GET', '/v1/targets?limit=500').catch(() => undefined);
      return page?.items.some((target) => target.pid === pid) === true;
    });
  }

  async function profile(pid: number, beforeMs: number): Promise<Task> {
    const body = { selector: { process_pid: pid }, durationMs: 1_000, beforeMs };
    let task = await api<Task>('POST', '/v1/tasks', body);
    await waitUntil('the task has ended', async () => {
      task = await api<Task>('GET', `/v1/tasks/${task.id}`);
      return task.endedAt !== undefined;
    });
    return task;
  }

  /** Windows of a task's profiles, oldest first, each once: it has a profile for every dimension. */
  function windowsOf({ id }: Task): { fromMs: number; toMs: number }[] {
    const profiles = sink.profilesWith(id).flatMap((request) =>
      lengthDelimited(request, 1)
        .flatMap((resource) => lengthDelimited(resource, 2))
        .flatMap((scope) => lengthDelimited(scope, 2))
    );
    const windows = profiles.map((found) => {
      const fromMs = Number(integerIn(found, 3) / 1_000_000n);
      return { fromMs, toMs: fromMs + Number(integerIn(found, 4) / 1_000_000n) };
    });
    const once = new Map(windows.map((window) => [window.fromMs, window]));
    return [...once.values()].sort((x, y) => x.fromMs - y.fromMs);
  }

  async function standingSessions(): Promise<number> {
    const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`).then(
      (answer) => answer.text(),
      () => ''
    );
    return Number(/^meshprof_agent_standing_sessions_active (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN);
  }

  test('the flight recorder gives a task what was before it, also from before a kill, and nothing unless asked', async () => {
    const pid = startBurner(300);
    // On a machine that has other things to do, the session's own start may be over the usual budget.
    const rule = { kind: 'flight-recorder', selector: { process_pid: pid }, frequencyHz: 49, agentCpuPercent: 50 };
    const policy = await createPolicy(rule);
    await runs(policy, pid);
    await sleep(17_000);
    assert.equal(sink.profiles.length, 0, 'nobody has asked');

    // The agent is killed while the controller is away, and goes on by what it knew.
    controller.child.kill('SIGKILL');
    agent.child.kill('SIGKILL');
    const killedAtMs = Date.now();
    await agent.finished;
    agent = runAgent();
    await waitUntil('it profiles again', async () => (await standingSessions()) === 1);
    controller = runController();
    await isListed(pid);
    await sleep(3_000);

    const task = await profile(pid, 300_000);
    assert.equal(task.state, 'completed', JSON.stringify(task));
    const [target] = task.targets;
    assert.equal(target?.reasonCode, undefined);
    const windows = windowsOf(task);
    const createdAtMs = Date.parse(task.createdAt);
    const toldWindows = JSON.stringify({ windows, killedAtMs, createdAtMs });
    const taskStartMs = windows.at(-1)?.fromMs ?? 0;
    // Attaching to the threads and cutting the window follow each other.
    const isCut = (fromMs: number, toMs: number) => fromMs >= killedAtMs && Math.abs(toMs - taskStartMs) < 1_000;
    assert.ok(
      windows.some(({ toMs }) => toMs <= killedAtMs),
      `before the kill: ${toldWindows}`
    );
    assert.ok(
      windows.some(({ fromMs, toMs }) => isCut(fromMs, toMs)),
      `up to the task: ${toldWindows}`
    );
    assert.ok(
      windows.some(({ fromMs }) => fromMs >= createdAtMs),
      `the task itself: ${toldWindows}`
    );
    assert.ok(Math.abs((windows[0]?.fromMs ?? 0) - Date.parse(target?.profileStart ?? '')) <= 1);
    for (const [index, { toMs }] of windows.slice(0, -1).entries()) {
      const nextMs = windows[index + 1]?.fromMs ?? 0;
      // The cut is made a moment after the session's start, which is attached thread by thread.
      assert.ok(toMs <= nextMs + 500, `window ${index} ends ${toMs - nextMs} ms into the next`);
    }
    await api('DELETE', `/v1/policies/${policy.id}`);
  });

  test('a task is told that nothing was recorded before it', async () => {
    const pid = startBurner(60);
    await isListed(pid);
    const task = await profile(pid, 60_000);
    assert.deepEqual([task.state, task.targets[0]?.reasonCode], ['completed', 'not-recorded-before']);
  });

  test('a process that is always on is exported without a task', async () => {
    const pid = startBurner(15);
    const policy = await createPolicy({ kind: 'always-on', selector: { process_pid: pid }, frequencyHz: 19 });
    await runs(policy, pid);
    await waitUntil('its last window has arrived', () =>
      sink.profiles.some((request) => hasPid(request, pid) && !request.includes('task_id'))
    );
    await api('DELETE', `/v1/policies/${policy.id}`);
  });

  test('a busy process starts a task, with what was measured; a preview knew it', async () => {
    const pid = startBurner(200);
    await isListed(pid);
    const rule = {
      kind: 'trigger',
      selector: { process: 'busy-sleep' },
      condition: { source: 'node', metric: 'process-cpu', threshold: 3 },
      periodMs: 10_000,
      count: 2,
      coolDownMs: 86_400_000,
      maxConcurrentTasks: 10,
      task: { durationMs: 1_000 },
    };
    let preview: PolicyPreview | undefined;
    await waitUntil('the agent remembers that it was busy', async () => {
      preview = await api<PolicyPreview>('POST', '/v1/policies/preview', { rule, overMs: 600_000 });
      return preview.firings.some(({ what }) => what.includes(`(pid ${pid})`));
    });
    assert.ok((preview?.tasks ?? 0) >= 1);
    assert.ok(Date.parse(preview?.from ?? '') < Date.now());

    const policy = await createPolicy(rule);
    let firing: Firing | undefined;
    let told = '';
    const fires = waitUntil('the policy fires for it', async () => {
      const { items } = await api<Page<Firing>>('GET', `/v1/policies/${policy.id}/firings`);
      told = JSON.stringify(items);
      firing = items.find(({ what, outcome }) => what.includes(`(pid ${pid})`) && outcome === 'started');
      return firing !== undefined;
    });
    await fires.catch((error: unknown) => assert.fail(`${String(error)}: ${told}`));
    assert.ok(firing !== undefined && firing.measured > 3 && firing.measured < 200, `${firing?.measured} %`);
    const task = await api<Task>('GET', `/v1/tasks/${firing.taskId}`);
    assert.deepEqual(
      [task.origin, task.cause?.metric, task.cause?.measured],
      ['policy', 'process-cpu', firing.measured]
    );
    assert.deepEqual(
      task.targets.map((target) => target.pid),
      [pid]
    );
    await api('DELETE', `/v1/policies/${policy.id}`);
  });
});

/** `process_pid` is an integer: its KeyValue ends with an AnyValue that holds a varint. */
function hasPid(request: Uint8Array, pid: number): boolean {
  return lengthDelimited(request, 1)
    .flatMap((resourceProfiles) => lengthDelimited(resourceProfiles, 1))
    .flatMap((resource) => lengthDelimited(resource, 1))
    .some((pair) => {
      const [value] = lengthDelimited(pair, 2);
      return stringIn(pair, 1) === 'process_pid' && value !== undefined && integerIn(value, 3) === BigInt(pid);
    });
}
