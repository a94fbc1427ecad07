import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

const HOUR_MS = 3_600_000;
/** Below what an agent takes without any session. */
const TOO_LITTLE_MEMORY = 67_108_864;

/** The controller asks for all that it can, and for what its operator did not allow: the agent's settings decide. */
describe('limits of an agent, whatever its controller asks for', { skip: cannotProfile(), timeout: 300_000 }, () => {
  let folder: string;
  let controller: FakeController;
  let sink: OtlpSink;
  let agent: MeshprofProcess;
  let busy: ChildProcess;
  let other: ChildProcess;

  before(() => buildWorkloads());
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'meshprof-limits-'));
    controller = new FakeController();
    sink = new OtlpSink();
    await Promise.all([controller.start(), sink.start()]);
    busy = spawn(workloadPath('busy-sleep'), ['--seconds', '300', '--busy-percent', '60'], { stdio: 'ignore' });
    other = spawn(workloadPath('poll-idle'), ['--gate'], { stdio: ['pipe', 'ignore', 'ignore'] });
  });
  afterEach(async () => {
    agent.child.kill('SIGTERM');
    for (const child of [busy, other]) child.kill('SIGKILL');
    await agent.finished;
    sink.stop();
    await controller.stop();
    rmSync(folder, { recursive: true });
  });

  async function startAgent(limits: string): Promise<void> {
    const config = path.join(folder, 'agent.yaml');
    writeFileSync(config, limits);
    agent = startMeshprof(['agent', '--agent-metrics-port', '0', '--config', config, '--otlp-logs', 'false'], {
      env: {
        MESHPROF_CONTROLLER_URL: controller.url,
        MESHPROF_JOIN_TOKEN: 'join',
        MESHPROF_OTLP_ENDPOINT: sink.url,
        MESHPROF_STATE_DIR: path.join(folder, 'state'),
      },
    });
    await waitUntil('the agent reports its targets', () => controller.targets.some(({ pid }) => pid === busy.pid));
  }

  function everythingOf({ pid = 0 }: ChildProcess, taskId: string): Assignment {
    const startTimeTicks = readProcessStat(pid)?.startTimeTicks ?? '';
    const target = { taskId, targetId: `a1:${pid}:${startTimeTicks}`, pid, startTimeTicks };
    return { ...target, events: ['on-cpu', 'off-cpu'], frequencyHz: 999, durationMs: HOUR_MS };
  }

  async function endOf(taskId: string): Promise<StatusReport> {
    const find = () =>
      controller.reports.find((report) => report.taskId === taskId && /completed|failed/.test(report.state));
    await waitUntil(`${taskId} is final`, () => find() !== undefined);
    return find() as StatusReport;
  }

  test('processes, events, frequency, duration and sessions', async () => {
    const allowed = 'allowedSelectors:\n  - { process: busy-sleep }\nallowedEvents: [on-cpu]\n';
    await startAgent(`${allowed}maxSessions: 2\nmaxFrequencyHz: 49\nmaxDurationMs: 4000\n`);
    const asked = ['first', 'second', 'third'].map((taskId) => everythingOf(busy, taskId));
    controller.assign([everythingOf(other, 'foreign'), ...asked]);
    const foreign = await endOf('foreign');
    assert.deepEqual([foreign.state, foreign.reasonCode], ['failed', 'not-allowed-here']);
    const third = await endOf('third');
    assert.deepEqual([third.state, third.reasonCode], ['failed', 'agent-busy']);
    for (const taskId of ['first', 'second']) {
      const { state, reasonCode, detail = '', progress } = await endOf(taskId);
      assert.deepEqual([state, reasonCode], ['completed', 'limited-by-agent']);
      assert.match(detail, /49 Hz instead of 999; 4000 ms instead of 3600000; only on-cpu of on-cpu, off-cpu/);
      // Its hour would be 900 times as long; and 49 a second of one thread are a tenth of 999.
      assert.ok(progress.elapsedMs < 60_000, `${progress.elapsedMs} ms`);
      assert.ok(progress.samplesKept > 0 && progress.samplesKept <= (progress.elapsedMs / 1_000) * 49 + 1);
      assert.equal(progress.switches, 0);
    }
    assert.equal(sink.profilesWith('foreign').length, 0);
    assert.equal(sink.profilesWith('third').length, 0);
  });

  test('CPU', async () => {
    await startAgent('maxCpuCores: 0.01\n');
    controller.assign([everythingOf(busy, 'costly')]);
    const { state, reasonCode, detail = '' } = await endOf('costly');
    // Of a busy beginning no session comes into being at all.
    assert.equal(reasonCode, 'agent-cpu-limit', `${state}: ${detail}`);
  });

  test('memory', async () => {
    await startAgent(`maxRssBytes: ${TOO_LITTLE_MEMORY}\n`);
    controller.assign([everythingOf(busy, 'large')]);
    const { reasonCode, detail = '' } = await endOf('large');
    assert.equal(reasonCode, 'agent-memory-limit', detail);
  });
});
