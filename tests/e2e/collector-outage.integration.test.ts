import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@meshprof/contracts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { freePortForEach } from '../harness/free-ports.ts';
import { openPageSession } from '../harness/page-session.ts';
import { type RunningCollector, startCollector } from '../harness/running-collector.ts';
import { endedTask } from '../harness/run-task.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { waitFor } from '../harness/wait-for.ts';

const FREQUENCY_HZ = 99;
const PERIOD_NS = Math.round(1e9 / FREQUENCY_HZ);

/** Agent → Collector → store → app, with the Collector killed for 20 s in the middle of a task. */
describe('a Collector that is away for 20 s', () => {
  let meshprof: RunningMeshprof;
  let collector: RunningCollector;
  let task: Task;

  before(async () => {
    const ports = await freePortForEach();
    collector = await startCollector(ports.otlpGrpc);
    meshprof = await startMeshprof({ ports, args: ['--no-prometheus', '--otlp-endpoint', collector.endpoint] });
    const envoy = await findDemoEnvoy(meshprof);
    task = await meshprof.api<Task>('POST', '/v1/tasks', {
      selector: { process_pid: envoy.pid },
      frequencyHz: FREQUENCY_HZ,
      durationMs: 35_000,
    });
    // Profiles leave every 10 s: the first reaches the store, the second and third meet a dead Collector.
    await sleep(13_000);
    await collector.kill();
    await sleep(20_000);
    await collector.restart();
    task = await endedTask(meshprof, task.id);
    await waitFor(async () => ((await pendingExports()) === 0 ? true : undefined), {
      what: 'an empty spool',
      timeoutMs: 120_000,
    });
  });

  after(async () => {
    await meshprof?.stop();
    await collector?.kill();
  });

  async function pendingExports(): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${meshprof.ports.agentMetrics}/metrics`)).text();
    const value = /^meshprof_agent_spool_records\S*\s+(\d+)/m.exec(text)?.[1];
    assert.ok(value !== undefined, `no meshprof_agent_spool_records in:\n${text}`);
    return Number(value);
  }

  /** What the app's flame graph shows: the value of its root. */
  async function totalOf(profileTypeId: string): Promise<number> {
    const session = await openPageSession(meshprof);
    const response = await session.post<{
      results: Record<string, { frames: { data: { values: number[][] } }[] }>;
    }>('/api/ds/query', {
      from: String(Date.now() - 600_000),
      to: String(Date.now() + 60_000),
      queries: [
        {
          refId: 'A',
          datasource: { type: 'grafana-pyroscope-datasource', uid: 'meshprof-store' },
          queryType: 'profile',
          profileTypeId,
          labelSelector: `{task_id="${task.id}"}`,
          maxNodes: 1_000_000,
        },
      ],
    });
    const values = response.results['A']!.frames[0]!.data.values;
    return values[1]![0]!;
  }

  it('completes the task', () => {
    assert.equal(task.state, 'completed');
    assert.equal(task.targets[0]?.state, 'completed');
  });

  it('shows every on-CPU sample in the app, once', async (t) => {
    const { samplesKept } = task.targets[0]!.progress;
    t.diagnostic(`${samplesKept} samples`);
    assert.ok(samplesKept > 100);
    assert.equal(await totalOf('process_cpu:cpu:nanoseconds:cpu:nanoseconds'), samplesKept * PERIOD_NS);
  });

  it('shows every context switch in the app, once', async (t) => {
    const { switches } = task.targets[0]!.progress;
    t.diagnostic(`${switches} switches`);
    assert.ok(switches > 1000);
    assert.equal(await totalOf('off_cpu:switches:count:off_cpu:count'), switches);
  });

  it('has kept the events of the task as OTLP logs', () => {
    const logDir = path.join(meshprof.stateDir, 'store', 'logs');
    const text = readdirSync(logDir)
      .map((file) => readFileSync(path.join(logDir, file), 'utf8'))
      .join('');
    const lines = text
      .split('\n')
      .filter((line) => line.includes(task.id))
      .map((line) => JSON.parse(line) as unknown);
    assert.ok(lines.length >= 3, `only ${lines.length} lines about the task`);
  });
});
