import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@meshprof/contracts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { freePortForEach } from '../harness/free-ports.ts';
import { type RunningCollector, startCollector } from '../harness/running-collector.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { endedTask } from '../harness/run-task.ts';
import { waitFor } from '../harness/wait-for.ts';
import { reasonToSkip } from './harness/named-program.ts';
import { type FlameGraph, Querier, selfByStack } from './harness/querier.ts';
import { type RunningPyroscope, startPyroscope } from './harness/running-pyroscope.ts';

/** The embedded store drops what it gets twice, so it has the truth; Pyroscope may have some of it twice. */
describe(
  'a Pyroscope that is killed in the middle of a task',
  { skip: reasonToSkip('pyroscope'), timeout: 600_000 },
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-pyroscope-'));
    let pyroscope: RunningPyroscope;
    let collector: RunningCollector;
    let meshprof: RunningMeshprof;
    let task: Task;

    before(async () => {
      pyroscope = await startPyroscope(folder);
      const ports = await freePortForEach();
      collector = await startCollector(ports.otlpGrpc, { alsoProfilesTo: pyroscope.port });
      meshprof = await startMeshprof({ ports, args: ['--no-prometheus', '--otlp-endpoint', collector.endpoint] });
      const { pid } = await findDemoEnvoy(meshprof);
      task = await meshprof.api<Task>('POST', '/v1/tasks', { selector: { process_pid: pid }, durationMs: 35_000 });
      // Profiles leave every 10 s: the first is acknowledged, the second and third meet a dead Pyroscope.
      await sleep(13_000);
      await pyroscope.kill();
      await sleep(20_000);
      await pyroscope.restart();
      task = await endedTask(meshprof, task.id);
      await waitFor(async () => ((await pendingExports()) === 0 ? true : undefined), {
        what: 'an empty spool',
        timeoutMs: 180_000,
        intervalMs: 1_000,
      });
    });

    after(async () => {
      await meshprof?.stop();
      await collector?.kill();
      await pyroscope?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function pendingExports(): Promise<number> {
      const text = await (await fetch(`http://127.0.0.1:${meshprof.ports.agentMetrics}/metrics`)).text();
      return Number(/^meshprof_agent_spool_records\S*\s+(\d+)/m.exec(text)?.[1] ?? NaN);
    }

    for (const profileTypeID of [
      'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
      'off_cpu:off_cpu:nanoseconds::',
      'off_cpu:switches:count:off_cpu:count',
    ]) {
      it(`has every stack with at least its value: ${profileTypeID}`, async (t) => {
        const request = {
          start: Date.parse(task.createdAt) - 60_000,
          end: Date.now() + 60_000,
          profileTypeID,
          labelSelector: `{task_id="${task.id}"}`,
          maxNodes: 1_000_000,
        };
        const ask = async (port: number) => {
          const answer = await new Querier(port).get<{ flamegraph: FlameGraph }>('SelectMergeStacktraces', request);
          return selfByStack(answer.flamegraph);
        };
        const truth = await ask(meshprof.ports.storeQuery);
        const stored = await ask(pyroscope.port);
        assert.ok(truth.size > 10);
        assert.deepEqual([...stored.keys()].sort(), [...truth.keys()].sort());
        const missing = [...truth].filter(([stack, value]) => stored.get(stack)! < value);
        assert.deepEqual(missing, []);
        const sum = (values: Map<string, number>) => [...values.values()].reduce((total, value) => total + value, 0);
        t.diagnostic(`stored ${((sum(stored) / sum(truth) - 1) * 100).toFixed(1)} % more than there was`);
      });
    }
  }
);
