import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { cannotProfile } from '../testing/can-profile.ts';
import type { MeshprofProcess } from '../testing/meshprof-process.ts';
import { OtlpSink } from '../testing/otlp-sink.ts';
import { RealController } from '../testing/real-controller.ts';
import { buildWorkloads, workloadPath } from '../testing/workload-process.ts';

const CLOCKS_OFF_MS = [-180_000, 180_000];
/** Only against agents that go by their own clocks: those are off by minutes. */
const FAR_OFF_MS = 30_000;

/** A recording says its beginning by its agent's clock; which of the agents that was shows by how far it is off. */
function latenessOf(profileStartMs: number, startAt: string): number {
  const byClock = CLOCKS_OFF_MS.map((offMs) => profileStartMs - offMs - Date.parse(startAt));
  return byClock.reduce((best, lateMs) => (Math.abs(lateMs) < Math.abs(best) ? lateMs : best));
}

describe('agents whose clocks are wrong', { skip: cannotProfile(), timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-clocks-'));
  const sink = new OtlpSink();
  let controller: RealController;
  let agents: MeshprofProcess[];
  let workload: ChildProcess;

  before(async () => {
    buildWorkloads();
    await sink.start();
    workload = spawn(workloadPath('busy-sleep'), ['--seconds', '300'], { stdio: 'ignore' });
    controller = await RealController.start(folder, sink);
    agents = CLOCKS_OFF_MS.map((clockOffMs, n) => controller.startAgent({ name: `agent-${n}`, clockOffMs }));
  });
  after(async () => {
    workload.kill('SIGKILL');
    for (const { child } of agents) child.kill('SIGTERM');
    for (const { finished } of agents) assert.equal((await finished).status, 0);
    await controller.stop();
    sink.stop();
    rmSync(folder, { recursive: true });
  });

  test('start a scheduled task at its time', async (t) => {
    await controller.lists(workload.pid, CLOCKS_OFF_MS.length);
    const startAt = new Date(Date.now() + 10_000).toISOString();
    const selector = { process_pid: workload.pid };
    const task = await controller.createTask({ selector, startAt, durationMs: 5_000 });
    assert.equal(task.targets.length, 2);
    const ended = await controller.ended(task);
    assert.equal(ended.state, 'completed', JSON.stringify(ended));
    const lateMs = ended.targets.map(({ profileStart = '' }) => latenessOf(Date.parse(profileStart), startAt));
    t.diagnostic(`sessions began ${lateMs.join(' and ')} ms after their time`);
    assert.ok(lateMs.length === 2 && lateMs.every((ms) => Math.abs(ms) < FAR_OFF_MS), lateMs.join());
    assert.ok(ended.targets.every(({ progress }) => progress.samplesKept > 0));
  });
});
