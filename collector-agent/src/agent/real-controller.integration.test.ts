import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Task } from '@meshprof/contracts';
import { cannotProfile } from '../testing/can-profile.ts';
import type { MeshprofProcess } from '../testing/meshprof-process.ts';
import { OtlpSink } from '../testing/otlp-sink.ts';
import { RealController } from '../testing/real-controller.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { buildWorkloads, workloadPath } from '../testing/workload-process.ts';

describe('agent and controller', { skip: cannotProfile(), timeout: 600_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-both-'));
  const sink = new OtlpSink();
  let controller: RealController;
  let agent: MeshprofProcess;
  let workload: ChildProcess;

  before(async () => {
    buildWorkloads();
    await sink.start();
    workload = spawn(workloadPath('busy-sleep'), ['--seconds', '600'], { stdio: 'ignore' });
    controller = await RealController.start(folder, sink);
    agent = controller.startAgent({ name: 'agent' });
  });
  after(async () => {
    workload.kill('SIGKILL');
    agent.child.kill('SIGTERM');
    assert.equal((await agent.finished).status, 0);
    await controller.stop();
    sink.stop();
    rmSync(folder, { recursive: true });
  });

  /** Waits for the agent's row of the workload, then asks for a profile of it. */
  async function createTask(durationMs: number, more: object = {}): Promise<Task> {
    await controller.lists(workload.pid);
    return controller.createTask({ selector: { process_pid: workload.pid }, durationMs, ...more });
  }

  test('a task becomes a profile', async () => {
    const task = await controller.ended(await createTask(1_500));
    assert.equal(task.state, 'completed', JSON.stringify(task));
    const [target] = task.targets;
    assert.equal(target?.state, 'completed');
    assert.ok((target?.progress.samplesKept ?? 0) > 0);
    assert.ok(target?.profileStart !== undefined && target.profileEnd !== undefined);
    assert.equal(sink.profilesWith(task.id).length, 1);
  });

  test('options of waits reach the session', async () => {
    const options = { events: ['off-cpu'], offCpu: { stacksPerSecond: 0, wakers: true } };
    const task = await controller.ended(await createTask(1_500, options));
    assert.equal(task.state, 'completed', JSON.stringify(task));
    assert.equal(sink.profilesWith(task.id).length, 1);
  });

  test('a cancelled task ends early and keeps what was recorded', async () => {
    const task = await createTask(600_000);
    await controller.reaches(task, ({ state }) => state === 'running');
    await controller.api('POST', `/v1/tasks/${task.id}/cancel`);
    assert.equal((await controller.ended(task)).state, 'cancelled');
    await waitUntil('the profile has arrived', () => sink.profilesWith(task.id).length === 1);
  });

  test('a session goes on while the controller is killed and started again', async () => {
    const task = await createTask(4_000);
    await controller.reaches(task, ({ state }) => state === 'running');
    await controller.killAndRestart();
    assert.equal((await controller.ended(task)).state, 'completed');
    // A busy machine may make two windows of it.
    assert.ok(sink.profilesWith(task.id).length >= 1);
  });

  test('an agent that is killed and started again records the rest only, and adds to what it had reported', async () => {
    const task = await createTask(20_000);
    const killed = await controller.reaches(task, ({ targets }) => (targets[0]?.progress.elapsedMs ?? 0) > 1_500);
    agent.child.kill('SIGKILL');
    await agent.finished;
    agent = controller.startAgent({ name: 'agent' });
    const { state, targets } = await controller.ended(task);
    const [target] = targets;
    assert.deepEqual([state, target?.reasonCode], ['completed', 'agent-restarted']);
    const { elapsedMs = 0, samplesKept = 0 } = target?.progress ?? {};
    assert.ok(elapsedMs < 20_000, `${elapsedMs} ms are the whole`);
    assert.ok(elapsedMs > 1_500 && samplesKept > (killed.targets[0]?.progress.samplesKept ?? 0));
  });

  test('a process that appears during a task joins it; one that ends is kept', async (t) => {
    // Under a name of its own: others may run the workload on this machine.
    const program = path.join(folder, `twin-${process.pid}`);
    copyFileSync(workloadPath('busy-sleep'), program);
    const twin = () => {
      const child = spawn(program, ['--seconds', '300'], { stdio: 'ignore' });
      t.after(() => child.kill('SIGKILL'));
      return child;
    };
    const first = twin();
    await controller.lists(first.pid);
    const task = await controller.createTask({ selector: { process: path.basename(program) }, durationMs: 40_000 });
    await controller.reaches(task, ({ targets }) => (targets[0]?.progress.samplesKept ?? 0) > 0);
    first.kill('SIGKILL');
    const second = twin();
    const ended = await controller.ended(task);
    assert.equal(ended.state, 'completed', JSON.stringify(ended));
    const byPid = new Map(ended.targets.map((target) => [target.pid, target]));
    assert.equal(byPid.get(first.pid ?? 0)?.reasonCode, 'process-exited');
    assert.ok((byPid.get(first.pid ?? 0)?.progress.samplesKept ?? 0) > 0);
    const joined = byPid.get(second.pid ?? 0);
    assert.ok(joined !== undefined && joined.durationMs < 40_000 && joined.progress.samplesKept > 0);
  });
});
