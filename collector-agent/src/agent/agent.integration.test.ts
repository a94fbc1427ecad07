import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Assignment, StatusReport } from '@meshprof/contracts';
import { readProcessStat } from '../discovery/process-facts.ts';
import { cannotProfile } from '../testing/can-profile.ts';
import { FakeController } from '../testing/fake-controller.ts';
import { type MeshprofProcess, startMeshprof } from '../testing/meshprof-process.ts';
import { OtlpSink } from '../testing/otlp-sink.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { buildWorkloads, workloadPath } from '../testing/workload-process.ts';

describe('meshprof agent', { skip: cannotProfile(), timeout: 240_000 }, () => {
  let stateDir: string;
  let controller: FakeController;
  let sink: OtlpSink;
  let agent: MeshprofProcess;
  let workload: ChildProcess;

  before(() => buildWorkloads());
  beforeEach(async () => {
    stateDir = mkdtempSync(path.join(tmpdir(), 'meshprof-agent-'));
    controller = new FakeController();
    sink = new OtlpSink();
    await Promise.all([controller.start(), sink.start()]);
    workload = spawn(workloadPath('busy-sleep'), ['--seconds', '120'], { stdio: 'ignore' });
    agent = startAgent();
    await waitUntil('the agent reports its targets', () => controller.targets.length > 0);
  });
  afterEach(async () => {
    agent.child.kill('SIGTERM');
    workload.kill('SIGKILL');
    await agent.finished;
    sink.stop();
    await controller.stop();
    rmSync(stateDir, { recursive: true });
  });

  function startAgent(): MeshprofProcess {
    return startMeshprof(['agent', '--agent-metrics-port', '0', '--node', 'test-node'], {
      env: {
        MESHPROF_CONTROLLER_URL: controller.url,
        MESHPROF_JOIN_TOKEN: 'join',
        MESHPROF_OTLP_ENDPOINT: sink.url,
        MESHPROF_STATE_DIR: stateDir,
      },
    });
  }

  function assignment(taskId: string, overrides: Partial<Assignment> = {}): Assignment {
    const pid = workload.pid ?? 0;
    const startTimeTicks = readProcessStat(pid)?.startTimeTicks ?? '';
    return {
      taskId,
      targetId: `a1:${pid}:${startTimeTicks}`,
      pid,
      startTimeTicks,
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 99,
      durationMs: 1_500,
      ...overrides,
    };
  }

  const FINAL = ['completed', 'failed', 'cancelled'];
  async function finalReport(taskId: string): Promise<StatusReport> {
    const find = (): StatusReport | undefined =>
      controller.reports.find((report) => report.taskId === taskId && FINAL.includes(report.state));
    await waitUntil(`${taskId} is final`, () => find() !== undefined);
    return find() as StatusReport;
  }

  test('profiles what it is asked for, and is done only when the profile has arrived', async () => {
    const before = Date.now();
    controller.assign([assignment('task-one')]);
    await waitUntil('it drains', () => controller.states('task-one').includes('draining'));
    const final = await finalReport('task-one');
    assert.equal(final.state, 'completed');
    assert.equal(sink.profilesWith('task-one').length, 1);
    assert.deepEqual(controller.states('task-one'), ['running', 'draining', 'completed']);
    assert.ok(final.progress.elapsedMs >= 1_500);
    assert.ok(final.progress.samplesKept > 0 && final.progress.switches > 0);
    assert.ok((final.profileStartUnixMs ?? 0) >= before && (final.profileEndUnixMs ?? 0) <= Date.now());
    await waitUntil('its events have arrived', () => sink.logsWith('task-one').length > 0);
    assert.ok(sink.logsWith('meshprof.session.state').length > 0);
    const target = controller.targets.find(({ pid }) => pid === workload.pid);
    assert.deepEqual([target?.service, target?.verdict], ['busy-sleep', 'profilable']);
  });

  test('does not profile another process that took over the pid', async () => {
    controller.assign([assignment('task-reused', { startTimeTicks: '1' })]);
    const final = await finalReport('task-reused');
    assert.deepEqual([final.state, final.reasonCode], ['failed', 'process-not-found']);
    assert.equal(sink.profiles.length, 0);
  });

  test('cut off from the controller it finishes, delivers, and reports when it can', async () => {
    controller.assign([assignment('task-cut')]);
    await waitUntil('it runs', () => controller.states('task-cut').includes('running'));
    await controller.stop();
    await waitUntil('the profile has arrived', () => sink.profilesWith('task-cut').length === 1);
    // A restart in between loses neither the report nor repeats the session.
    agent.child.kill('SIGTERM');
    assert.equal((await agent.finished).status, 0);
    agent = startAgent();
    await agent.stderrMatches(/agent started/);
    await controller.start();
    assert.equal((await finalReport('task-cut')).state, 'completed');
    await waitUntil('it polls again', () => controller.targets.length > 0);
    controller.assign([assignment('task-next')]);
    await finalReport('task-next');
    assert.equal(sink.profilesWith('task-cut').length, 1);
  });

  test('waits for an endpoint that is away when the session ends', async () => {
    sink.stop();
    controller.assign([assignment('task-away')]);
    await waitUntil('it drains', () => controller.states('task-away').includes('draining'));
    assert.ok(!controller.states('task-away').includes('completed'));
    await sink.start();
    assert.equal((await finalReport('task-away')).state, 'completed');
    assert.equal(sink.profilesWith('task-away').length, 1);
  });

  test('stops a session whose assignment disappears, and keeps what it recorded', async () => {
    controller.assign([assignment('task-cancel', { durationMs: 600_000 })]);
    await waitUntil('it runs', () => controller.states('task-cancel').includes('running'));
    controller.assign([]);
    assert.equal((await finalReport('task-cancel')).state, 'cancelled');
    assert.equal(sink.profilesWith('task-cancel').length, 1);
  });

  test('says when its process ended before the task did', async () => {
    controller.assign([assignment('task-exit', { durationMs: 600_000 })]);
    await waitUntil('it has samples', () => controller.reports.some(({ progress }) => progress.switches > 0));
    workload.kill('SIGKILL');
    const final = await finalReport('task-exit');
    assert.deepEqual([final.state, final.reasonCode], ['completed', 'process-exited']);
    assert.equal(sink.profilesWith('task-exit').length, 1);
  });

  test('asked to end, it exports and reports first', async () => {
    controller.assign([assignment('task-term', { durationMs: 600_000 })]);
    await waitUntil('it has samples', () => controller.reports.some(({ progress }) => progress.switches > 0));
    agent.child.kill('SIGTERM');
    assert.equal((await agent.finished).status, 0);
    const final = await finalReport('task-term');
    assert.deepEqual([final.state, final.reasonCode], ['failed', 'agent-lost']);
    assert.equal(sink.profilesWith('task-term').length, 1);
  });

  test('a long session is exported in windows that add up', async () => {
    controller.assign([assignment('task-long', { durationMs: 14_000 })]);
    assert.equal((await finalReport('task-long')).state, 'completed');
    assert.equal(sink.profilesWith('task-long').length, 2);
  });
});
