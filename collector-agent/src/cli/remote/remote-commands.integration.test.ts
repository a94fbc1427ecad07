import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Agent, JoinToken, Page, Policy, Schedule, Task } from '@meshprof/contracts';
import { cannotProfile } from '../../testing/can-profile.ts';
import { freePort } from '../../testing/free-port.ts';
import {
  type Finished,
  type MeshprofProcess,
  runMeshprof,
  startController,
  startMeshprof,
} from '../../testing/meshprof-process.ts';
import { OtlpSink } from '../../testing/otlp-sink.ts';
import { buildWorkloads, workloadPath } from '../../testing/workload-process.ts';
import { EXIT_CODES } from '../exit-codes.ts';

const TOKEN = 'a-token-for-command-tests';
const JOIN_TOKEN = 'a-join-token-for-command-tests';
const WEBHOOK_SECRET = 'a-webhook-secret-for-command-tests';
const WEBHOOK_TOKEN = 'a-webhook-token-for-command-tests';

/** Each command is a process; on a busy machine they add up. */
const SUITE_HANG_LIMIT_MS = 600_000;

describe('commands against a controller', { skip: cannotProfile(), timeout: SUITE_HANG_LIMIT_MS }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-remote-'));
  const sink = new OtlpSink();
  let url: string;
  let controller: MeshprofProcess;
  let agent: MeshprofProcess;
  let workload: ChildProcess;

  before(async () => {
    buildWorkloads();
    await sink.start();
    workload = spawn(workloadPath('busy-sleep'), ['--seconds', String(SUITE_HANG_LIMIT_MS / 1000)], {
      stdio: 'ignore',
    });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    controller = startController(['--port', String(port)], {
      hangLimitMs: SUITE_HANG_LIMIT_MS,
      env: {
        MESHPROF_TOKEN: TOKEN,
        MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
        MESHPROF_WEBHOOK_SECRET: WEBHOOK_SECRET,
        MESHPROF_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
        MESHPROF_STATE_DIR: path.join(folder, 'controller'),
      },
    });
    agent = startMeshprof(['agent', '--agent-metrics-port', '0'], {
      hangLimitMs: SUITE_HANG_LIMIT_MS,
      env: {
        MESHPROF_CONTROLLER_URL: url,
        MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
        MESHPROF_OTLP_ENDPOINT: sink.url,
        MESHPROF_STATE_DIR: path.join(folder, 'agent'),
      },
    });
    await untilListed();
  });
  after(async () => {
    workload.kill('SIGKILL');
    agent.child.kill('SIGTERM');
    await agent.finished;
    controller.child.kill('SIGTERM');
    await controller.finished;
    sink.stop();
    rmSync(folder, { recursive: true });
  });

  function meshprof(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
    return runMeshprof([...args], { env: { MESHPROF_URL: url, MESHPROF_TOKEN: TOKEN, ...env } });
  }

  async function ok(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await meshprof(args);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  async function json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await ok(...args, '--json')) as T;
  }

  const matcher = (): string => `process_pid=${workload.pid}`;

  /** Both services start on their own time; the agent reports its processes a moment later. */
  async function untilListed(): Promise<void> {
    for (;;) {
      const { status, stdout, stderr } = await meshprof(['tasks', 'create', matcher(), '--duration', '1s', '--json']);
      if (status === 0) {
        await meshprof(['tasks', 'show', (JSON.parse(stdout) as Task).id, '--wait']);
        return;
      }
      assert.match(stderr, /cannot be asked|No known process matches/);
    }
  }

  test('a task is made, waited for, shown and listed', async () => {
    const made = await ok(
      'tasks',
      'create',
      matcher(),
      '--duration',
      '2s',
      '--frequency',
      '199',
      '--title',
      'from a shell',
      '--tag',
      'ci',
      '--wait'
    );
    assert.match(made, /^state +completed$/m);
    assert.match(made, /^what +on-cpu and off-cpu at 199 Hz for 2 s$/m);
    const { items } = await json<Page<Task>>('tasks', 'list', '--limit', '1');
    assert.equal(items[0]?.title, 'from a shell');
    assert.deepEqual(items[0]?.tags, ['ci']);
    assert.match(await ok('tasks', 'show', items[0].id), /busy-sleep +completed/);
    assert.match(await ok('tasks', 'list'), new RegExp(`^${items[0].id} +completed +user`, 'm'));
  });

  test('a task can be cancelled, and one that was is no success for who waits', async () => {
    const id = (await ok('tasks', 'create', matcher(), '--duration', '60s')).trim();
    await ok('tasks', 'cancel', id);
    const { status, stderr } = await meshprof(['tasks', 'show', id, '--wait']);
    assert.equal(status, EXIT_CODES.refused);
    assert.match(stderr, /^meshprof: task \S+ is cancelled\. Somebody cancelled the task\.\n$/m);
  });

  test('an idempotency key makes one task of two commands', async () => {
    const create = ['tasks', 'create', matcher(), '--duration', '1s', '--idempotency-key', 'once'];
    assert.equal(await ok(...create), await ok(...create));
  });

  test('a plan tells what would be profiled, and makes nothing', async () => {
    const before = (await json<Page<Task>>('tasks', 'list')).items.length;
    const plan = await ok('tasks', 'plan', matcher(), '--duration', '10s');
    assert.match(plan, /^1 processes on 1 nodes, 10 s, from /);
    assert.match(plan, /busy-sleep/);
    assert.equal((await json<Page<Task>>('tasks', 'list')).items.length, before);
  });

  test('a task is done again, and both are forgotten without their profiles', async () => {
    const { id } = await json<Task>('tasks', 'create', matcher(), '--duration', '1s', '--wait');
    const again = await json<Task>('tasks', 'rerun', id);
    assert.equal(again.copyOf, id);
    await ok('tasks', 'show', again.id, '--wait');
    for (const each of [id, again.id]) assert.match(await ok('tasks', 'delete', each), /profiles/i);
    assert.equal((await meshprof(['tasks', 'show', id])).status, EXIT_CODES.refused);
  });

  test('agents are listed and get new credentials', async () => {
    const { items } = await json<Page<Agent>>('agents', 'list');
    assert.equal(items.length, 1);
    // CPU is known after ten seconds.
    assert.match(await ok('agents', 'list'), /connected .* (?:-|[\d.]+ %) +[\d.]+ MiB +\d+ +\d+ +20\d\d-/);
    assert.match(await ok('agents', 'rotate', items[0]!.id), /connected/);
    const { status, stderr } = await meshprof(['agents', 'delete', items[0]!.id]);
    assert.equal(status, EXIT_CODES.refused, stderr);
  });

  test('a join token is printed once, listed without itself, and revoked', async () => {
    const create = ['agents', 'join-tokens', 'create', 'ci', '--expires-in', '1h', '--max-uses', '3'];
    const token = (await ok(...create)).trim();
    assert.ok(token.length >= 20);
    const list = await ok('agents', 'join-tokens', 'list');
    assert.match(list, /usable +0 of 3 .* ci$/m);
    assert.ok(!list.includes(token));
    const { items } = await json<Page<JoinToken>>('agents', 'join-tokens', 'list');
    assert.match(await ok('agents', 'join-tokens', 'revoke', items[0]!.id), /revoked/);
  });

  test('a policy goes from a file to the controller and back', async () => {
    const file = path.join(folder, 'policy.yaml');
    writeFileSync(
      file,
      'name: hot\nrule:\n  kind: trigger\n  selector: {role: gateway}\n  condition: {source: node, metric: process-cpu, threshold: 900}\n'
    );
    const id = (await ok('policies', 'apply', '-f', file)).trim();
    assert.match(await ok('policies', 'list'), new RegExp(`^${id} +trigger +yes`, 'm'));
    const again = path.join(folder, 'again.yaml');
    writeFileSync(again, (await ok('policies', 'show', id)).replace('hot', 'hotter'));
    await ok('policies', 'apply', '-f', again, '--id', id);
    assert.equal((await json<Policy>('policies', 'show', id)).name, 'hotter');
    assert.equal(await ok('policies', 'firings', id), 'it has not fired\n');
    await ok('policies', 'delete', id);
    assert.equal(await ok('policies', 'list'), 'no policies\n');
  });

  test('a schedule is made, paused, resumed and deleted', async () => {
    assert.equal(await ok('schedules', 'list'), 'no schedules\n');
    const create = ['schedules', 'create', matcher(), '--duration', '1s', '--title', 'nightly'];
    const id = (await ok(...create, '--cron', '0 3 1 1 *', '--time-zone', 'Europe/Berlin')).trim();
    assert.match(await ok('schedules', 'list'), new RegExp(`^${id} +\\d{4}-01-01T02:00:00.000Z +0 3 1 1 \\*`, 'm'));
    const shown = await json<Schedule>('schedules', 'show', id);
    assert.deepEqual([shown.task.title, shown.task.durationMs, shown.timeZone], ['nightly', 1_000, 'Europe/Berlin']);
    assert.match(await ok('schedules', 'pause', id), /^next +paused$/m);
    assert.match(await ok('schedules', 'list'), new RegExp(`^${id} +paused`, 'm'));
    assert.match(await ok('schedules', 'resume', id), /^next +\d{4}-01-01T02/m);
    assert.equal((await json<Schedule>('schedules', 'show', id)).task.title, 'nightly');
    await ok('schedules', 'delete', id);
    assert.equal(await ok('schedules', 'list'), 'no schedules\n');
  });

  test('an alert is tried out as each sender would send it, and listed', async () => {
    const secretFile = path.join(folder, 'webhook-secret');
    writeFileSync(secretFile, `${WEBHOOK_SECRET}\n`);
    const trial = ['alerts', 'test', `pid=${workload.pid}`, `node=${hostname()}`, '--duration', '1s'];
    const signed = await meshprof(trial, { MESHPROF_WEBHOOK_SECRET_FILE: secretFile });
    assert.equal(signed.status, 0, signed.stderr);
    const taskId = /^accepted +(\S+)\n$/.exec(signed.stdout)?.[1] ?? '';
    await ok('tasks', 'show', taskId, '--wait');
    const cooling = await meshprof(trial, { MESHPROF_WEBHOOK_TOKEN: WEBHOOK_TOKEN });
    assert.equal(cooling.status, EXIT_CODES.refused);
    assert.match(cooling.stdout, /^refused +/);
    const listed = await ok('alerts', 'list', '--alert', 'meshprof');
    assert.match(listed, new RegExp(`accepted +MeshprofTest .* ${taskId}$`, 'm'));
    assert.match(await ok('alerts', 'list', '--source', 'alertmanager'), /refused +MeshprofTest/);
    const wrong = await meshprof(trial, { MESHPROF_WEBHOOK_SECRET: 'another-secret' });
    assert.equal(wrong.status, EXIT_CODES.refused);
    assert.match(wrong.stderr, /signature does not fit/);
  });

  const refusals: [name: string, args: string[], env: Record<string, string>, exit: number, message: RegExp][] = [
    ['a wrong token', ['tasks', 'list'], { MESHPROF_TOKEN: 'wrong' }, EXIT_CODES.refused, /Set MESHPROF_TOKEN/],
    [
      'no controller',
      ['tasks', 'list'],
      { MESHPROF_URL: 'http://127.0.0.1:9' },
      EXIT_CODES.service,
      /cannot be asked: .*Set MESHPROF_URL/,
    ],
    ['no address', ['tasks', 'list', '--url', 'host:1'], {}, EXIT_CODES.usage, /is not the address of a controller/],
    ['no such task', ['tasks', 'show', 'none'], {}, EXIT_CODES.refused, /No task has this id/],
    [
      'no conditions',
      ['tasks', 'create', 'cart'],
      {},
      EXIT_CODES.usage,
      /"cart" is not a condition; write label=value/,
    ],
    ['no such label', ['tasks', 'create', 'colour=red'], {}, EXIT_CODES.usage, /"colour" is no label/],
    ['no such event', ['tasks', 'create', 'pod=a', '--events', 'cpu'], {}, EXIT_CODES.usage, /--events takes on-cpu/],
    [
      'a bare number of time',
      ['tasks', 'create', 'pod=a', '--duration', '5'],
      {},
      EXIT_CODES.usage,
      /--duration: "5" is not a duration/,
    ],
    [
      'nobody to profile',
      ['tasks', 'create', 'pod=none'],
      {},
      EXIT_CODES.refused,
      /No known process matches the selector/,
    ],
    ['out of range', ['tasks', 'create', 'pod=a', '--frequency', '5000'], {}, EXIT_CODES.refused, /frequencyHz/],
    ['no cron', ['schedules', 'create', 'pod=a', '--cron', 'daily'], {}, EXIT_CODES.refused, /cron/],
    ['no secret', ['alerts', 'test', 'pod=a'], {}, EXIT_CODES.usage, /set MESHPROF_WEBHOOK_SECRET/],
    ['no label', ['alerts', 'test', 'pod'], {}, EXIT_CODES.usage, /"pod" is no label of an alert/],
    ['no file', ['policies', 'apply', '-f', '/nowhere'], {}, EXIT_CODES.usage, /cannot read the policy in \/nowhere/],
  ];
  for (const [name, args, env, exit, message] of refusals) {
    test(`${name} is one sentence and an exit code`, async () => {
      const { status, stdout, stderr } = await meshprof(args, env);
      assert.equal(status, exit, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /^meshprof: [^\n]+\n$/);
      assert.match(stderr, message);
    });
  }
});
