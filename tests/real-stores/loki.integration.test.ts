import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Task } from '@meshprof/contracts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { freePortForEach } from '../harness/free-ports.ts';
import { type RunningCollector, startCollector } from '../harness/running-collector.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { runTask } from '../harness/run-task.ts';
import { waitFor } from '../harness/wait-for.ts';
import { reasonToSkip } from './harness/named-program.ts';
import { type RunningLoki, startLoki } from './harness/running-loki.ts';

/** Controller and agent → Collector → Loki’s OTLP endpoint → LogQL. */
describe('events of tasks and agents in a real Loki', { skip: reasonToSkip('loki'), timeout: 600_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-loki-'));
  let loki: RunningLoki;
  let collector: RunningCollector;
  let meshprof: RunningMeshprof;
  let done: Task;
  let failed: Task;

  before(async () => {
    loki = await startLoki(folder);
    const ports = await freePortForEach();
    collector = await startCollector(ports.otlpGrpc, { lokiUrl: loki.url });
    meshprof = await startMeshprof({ ports, args: ['--no-prometheus', '--otlp-endpoint', collector.endpoint] });
    const { pid } = await findDemoEnvoy(meshprof);
    const selector = { process_pid: pid };
    done = await runTask(meshprof, { selector, durationMs: 3_000 });
    failed = await meshprof.api<Task>('POST', '/v1/tasks', { selector, durationMs: 60_000 });
    await meshprof.api('POST', `/v1/tasks/${failed.id}/cancel`, {});
  });

  after(async () => {
    await meshprof?.stop();
    await collector?.kill();
    await loki?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const states = async (logQl: string) => (await loki.query(logQl)).map(({ labels }) => labels['state']);

  it('tell a task’s states in order, found by its id and the event’s name', async () => {
    const query = `{service_name="meshprof-controller"} | task_id="${done.id}" | event_name="meshprof.task.state"`;
    const found = await waitFor(
      async () => {
        const seen = await states(query);
        return seen.at(-1) === 'completed' ? seen : undefined;
      },
      { what: 'the end of the task in Loki' }
    );
    assert.equal(found[0], 'scheduled');
    assert.deepEqual([...new Set(found)], found, 'each state once');
    assert.ok(found.includes('running'));
  });

  it('tell who and why beside each line', async () => {
    const lines = await waitFor(
      async () => {
        const found = await loki.query(
          `{service_name="meshprof-controller"} | task_id="${failed.id}" | state="cancelled" | event_name="meshprof.task.state"`
        );
        return found.length > 0 ? found : undefined;
      },
      { what: 'the cancelled task in Loki' }
    );
    assert.equal(lines[0]?.line, `task ${failed.id} is cancelled`);
    assert.equal(lines[0]?.labels['author'], 'local');
    assert.equal(lines[0]?.labels['cancelled_by'], 'local');
  });

  it('tell what the node’s agent did for the same task', async () => {
    const lines = await waitFor(
      async () => {
        const found = await loki.query(`{service_name="meshprof-agent"} | task_id="${done.id}"`);
        return found.some(({ labels }) => labels['state'] === 'completed') ? found : undefined;
      },
      { what: 'the session in Loki' }
    );
    for (const { labels } of lines) {
      assert.equal(labels['event_name'], 'meshprof.session.state');
      assert.ok(labels['node']);
    }
  });

  it('have a level that Grafana colours lines by', async () => {
    const lines = await loki.query('{service_name=~"meshprof-.+"}');
    assert.ok(lines.length > 0);
    for (const { labels } of lines) {
      assert.equal(labels['detected_level'], labels['severity_text'] === 'WARN' ? 'warn' : 'info');
    }
  });

  it('make one stream for each service, however many tasks there are', async () => {
    const streams = await loki.streams();
    assert.deepEqual(streams.map(({ service_name: name }) => name).sort(), ['meshprof-agent', 'meshprof-controller']);
    for (const stream of streams) assert.deepEqual(Object.keys(stream), ['service_name']);
  });
});
