// What a target has on its stack, in its environment and on its command line stays where it is: not in profiles, logs,
// files or the controller's database; and nothing is left of it in the agent once the session is over.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@meshprof/contracts';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import type { Finished, MeshprofProcess } from '../../collector-agent/src/testing/meshprof-process.ts';
import { OtlpSink } from '../../collector-agent/src/testing/otlp-sink.ts';
import { RealController } from '../../collector-agent/src/testing/real-controller.ts';
import { buildWorkloads, workloadPath } from '../../collector-agent/src/testing/workload-process.ts';
import { filesBelow } from '../harness/files-below.ts';
import { leaksIn } from '../harness/leak-forms.ts';
import { areasHolding } from '../harness/process-memory.ts';

const text = (length: number) => randomBytes(length / 2).toString('hex');
const SECRETS = { stack: text(64), environment: text(40), argument: text(40) };
const ON_STACK = [Buffer.from(SECRETS.stack)];

describe('a target with secrets', { skip: cannotProfile(), timeout: 600_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-secret-'));
  const sink = new OtlpSink();
  let controller: RealController;
  let agent: MeshprofProcess;
  let target: ChildProcess;
  let neighbour: ChildProcess;
  let neighboursTask: Task;

  before(async () => {
    buildWorkloads();
    await sink.start();
    target = spawn(workloadPath('secret-stack'), ['--password', SECRETS.argument], {
      env: { ...process.env, DATABASE_PASSWORD: SECRETS.environment },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    target.stdin?.end(SECRETS.stack);
    neighbour = spawn(workloadPath('busy-sleep'), ['--seconds', '600'], { stdio: 'ignore' });
    controller = await RealController.start(folder, sink);
    agent = controller.startAgent({ name: 'agent' });
    await controller.lists(target.pid);
    await controller.lists(neighbour.pid);
    // A session of another process, which keeps the agent's buffers and writes nothing into them.
    neighboursTask = await controller.createTask({
      selector: { process_pid: neighbour.pid },
      durationMs: 600_000,
      events: ['off-cpu'],
      offCpu: { stacksPerSecond: 0 },
    });
    await controller.reaches(neighboursTask, ({ state }) => state === 'running');
  });
  after(async () => {
    for (const child of [target, neighbour]) child.kill('SIGKILL');
    agent.child.kill('SIGKILL');
    await agent.finished;
    await controller.stop();
    sink.stop();
    rmSync(folder, { recursive: true });
  });

  const memoryOf = (process: MeshprofProcess) => process.child.pid ?? 0;

  test('its stack is in the agent while it is profiled, and overwritten when the session is over', async () => {
    const task = await controller.createTask({
      selector: { process_pid: target.pid },
      durationMs: 5_000,
      events: ['on-cpu', 'off-cpu', 'page-fault'],
    });
    await controller.reaches(task, ({ state }) => state === 'running');
    let seen: string[] = [];
    for (let attempt = 0; attempt < 20 && seen.length === 0; attempt += 1) {
      await sleep(200);
      seen = areasHolding(memoryOf(agent), ON_STACK);
    }
    assert.ok(seen.length > 0, 'the search finds what is there: the stack was copied');
    const ended = await controller.ended(task);
    assert.equal(ended.state, 'completed', JSON.stringify(ended));
    assert.ok((ended.targets[0]?.progress.samplesKept ?? 0) > 0);
    assert.deepEqual(areasHolding(memoryOf(agent), ON_STACK), []);
    const neighbours = await controller.read<Task>(`/v1/tasks/${neighboursTask.id}`);
    assert.equal(neighbours?.state, 'running', 'the other session went on');
  });

  test('another user of the machine does not get at the memory of the agent', () => {
    const as = (...command: string[]) =>
      spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--', ...command], {
        encoding: 'utf8',
      });
    assert.equal(as('head', '-c1', '/proc/self/environ').status, 0, 'the user may read what is its own');
    for (const file of ['mem', 'maps', 'environ', 'auxv', 'fd/0']) {
      const { status, stderr } = as('head', '-c1', `/proc/${memoryOf(agent)}/${file}`);
      assert.notEqual(status, 0, file);
      assert.match(stderr, /Permission denied/, file);
    }
    const limits = readFileSync(`/proc/${memoryOf(agent)}/limits`, 'utf8');
    assert.match(limits, /^Max core file size +0 /m);
  });

  test('none of it is in what was sent, written or said', async () => {
    await controller.api('POST', `/v1/tasks/${neighboursTask.id}/cancel`);
    await controller.ended(neighboursTask);
    agent.child.kill('SIGTERM');
    const said: Finished = await agent.finished;
    assert.ok(sink.profiles.length > 0 && sink.logs.length > 0);
    const inventory = await controller.api('GET', `/v1/targets?process_pid=${target.pid}`);
    const places = {
      profiles: Buffer.concat(sink.profiles),
      logs: Buffer.concat(sink.logs),
      'output of the agent': said.stdout + said.stderr,
      inventory: JSON.stringify(inventory),
      ...filesBelow(folder),
    };
    assert.ok(Object.keys(places).some((place) => place.endsWith('controller.db')));
    assert.deepEqual(leaksIn(places, SECRETS), []);
  });
});
