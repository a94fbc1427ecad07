import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Assignment, PROFILE_TYPES, type StatusReport } from '@meshprof/contracts';
import { readProcessStat } from '../discovery/process-facts.ts';
import { cannotProfile } from '../testing/can-profile.ts';
import { FakeController } from '../testing/fake-controller.ts';
import { type MeshprofProcess, startMeshprof } from '../testing/meshprof-process.ts';
import { OtlpSink } from '../testing/otlp-sink.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { buildWorkloads, type GatedWorkload, kernelSwitches, startGatedWorkload } from '../testing/workload-process.ts';

const FINAL = ['completed', 'failed', 'cancelled'];

/** What a session of a task tells the controller that no profile holds. */
describe('what an agent tells beside its profiles', { skip: cannotProfile(), timeout: 240_000 }, () => {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'meshprof-agent-'));
  const controller = new FakeController();
  const sink = new OtlpSink();
  let agent: MeshprofProcess;

  before(async () => {
    buildWorkloads();
    await Promise.all([controller.start(), sink.start()]);
    agent = startMeshprof(['agent', '--agent-metrics-port', '0', '--node', 'test-node'], {
      env: {
        MESHPROF_CONTROLLER_URL: controller.url,
        MESHPROF_JOIN_TOKEN: 'join',
        MESHPROF_OTLP_ENDPOINT: sink.url,
        MESHPROF_STATE_DIR: stateDir,
      },
    });
    await waitUntil('the agent reports its targets', () => controller.targets.length > 0);
  });
  after(async () => {
    agent.child.kill('SIGCONT');
    agent.child.kill('SIGTERM');
    await agent.finished;
    sink.stop();
    await controller.stop();
    rmSync(stateDir, { recursive: true });
  });

  async function runningOn({ pid }: GatedWorkload, task: Partial<Assignment> & { taskId: string }): Promise<void> {
    const startTimeTicks = readProcessStat(pid)?.startTimeTicks ?? '';
    const ids = { targetId: `a1:${pid}:${startTimeTicks}`, pid, startTimeTicks };
    controller.assign([{ ...ids, events: ['off-cpu'], frequencyHz: 99, durationMs: 600_000, ...task }]);
    await waitUntil('it runs', () => controller.states(task.taskId).includes('running'));
  }

  async function finalReport(taskId: string): Promise<StatusReport> {
    const find = (): StatusReport | undefined =>
      controller.reports.find((report) => report.taskId === taskId && FINAL.includes(report.state));
    await waitUntil(`${taskId} is final`, () => find() !== undefined);
    return find() as StatusReport;
  }

  test('a ring that overflows is a cause with a counter, in the report and in the resource', async () => {
    const workload = await startGatedWorkload('many-places', ['--sleeps', '60013']);
    await runningOn(workload, { taskId: 'task-lossy', offCpu: { stacksPerSecond: 100_000 } });
    const before = kernelSwitches(workload.pid);
    const work = workload.work();
    // Nobody empties the ring meanwhile; every wait is to have its stack.
    agent.child.kill('SIGSTOP');
    await sleep(3_000);
    agent.child.kill('SIGCONT');
    await work;
    // Not the number of sleeps: where the machine pauses between setting a timer and waiting for it, none is waited for.
    const switches = kernelSwitches(workload.pid) - before;
    workload.end();
    const { progress } = await finalReport('task-lossy');
    const lost = progress.lostByCause?.['off-cpu.ring-full'] ?? 0;
    assert.ok(lost > 0 && lost < progress.switches, JSON.stringify(progress));
    // They are counted all the same.
    assert.ok(progress.switches >= switches && switches > 0, `${progress.switches} of ${switches}`);
    assert.equal(sink.profilesWith('off-cpu.ring-full').length > 0, true);
  });

  test('wakers of a known program: its threads wake each other', async () => {
    const workload = await startGatedWorkload('pipe-pingpong', ['--round-trips', '5003']);
    await runningOn(workload, { taskId: 'task-wakers', offCpu: { wakers: true } });
    await workload.work();
    workload.end();
    const { summary } = await finalReport('task-wakers');
    const pipes = summary?.wakers?.filter(({ waitClass }) => waitClass === 'pipe') ?? [];
    const own = pipes.find(({ pid }) => pid === workload.pid);
    assert.equal(own?.process, 'pipe-pingpong');
    // Each thread waits once a round trip; a few find their byte there already.
    assert.ok((own?.waits ?? 0) > 5_003, JSON.stringify(summary?.wakers));
    assert.ok(sink.profilesWith('task-wakers').some((request) => request.includes('wakeups')));
  });

  test('stalls of event loops, with where they were spent, as a summary and as a profile', async () => {
    const workload = await startGatedWorkload('loop-stall', ['--stalls', '3', '--stall-ms', '100']);
    await runningOn(workload, {
      taskId: 'task-loops',
      events: ['on-cpu', 'off-cpu'],
      offCpu: { stallThresholdMs: 50 },
    });
    await workload.work();
    workload.end();
    const { summary } = await finalReport('task-loops');
    const stalled = summary?.stalls?.filter(({ stalls }) => stalls > 0) ?? [];
    const [sleeper] = stalled.filter(({ mostlyIn }) => mostlyIn?.path.includes('hold_up_by_sleeping'));
    assert.equal(sleeper?.stalls, 3, JSON.stringify(summary?.stalls));
    assert.ok(sleeper.timeNs >= 3e8 && sleeper.blockedNs > 2.9e8);
    assert.equal(summary?.wakers, undefined);
    const [name = ''] = PROFILE_TYPES.find(({ id }) => id === 'loop-stalls')!.storedAs.split(':');
    assert.ok(sink.profilesWith('task-loops').some((request) => request.includes(name)));
  });
});
